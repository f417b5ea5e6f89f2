export const QueueScreen = () => <div data-slot="QueueScreen" />;
