export const SettingsScreen = () => <div data-slot="SettingsScreen" />;
