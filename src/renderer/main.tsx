import './styles/tokens.css';
import './styles/base.css';
import { start } from './app/start.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
await start(root);
