export const QueueInspector = () => <div data-slot="QueueInspector" />;
