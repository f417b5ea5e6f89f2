export const FoldersScreen = () => <div data-slot="FoldersScreen" />;
