import { expect, readyPage, test } from './desktop.ts';

test('the window opens with the app and nothing to complain about', async ({ desktop }) => {
  const app = await desktop.launch();
  const page = await readyPage(app);
  await expect(page).toHaveTitle('Offcut');
});
