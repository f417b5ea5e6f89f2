export const QueueStatusBar = () => <div data-slot="QueueStatusBar" />;
