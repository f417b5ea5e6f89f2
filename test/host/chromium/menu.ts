import type { StandInBrowserWindow } from './browser-window.ts';
import { asElectron, StandInEmitter, type Offered } from './emitter.ts';
import { roleOf } from './menu-roles.ts';
import { record } from './recorded.ts';
import { lifecycle } from './registry.ts';

type ItemOptions = Electron.MenuItemConstructorOptions;
let commands = 0;

export class StandInMenuItem extends StandInEmitter implements Offered<Electron.MenuItem> {
  readonly commandId = ++commands;
  id: string;
  label: string;
  readonly type: Electron.MenuItem['type'];
  readonly role?: NonNullable<Electron.MenuItem['role']>;
  readonly accelerator: Electron.Accelerator | null;
  readonly submenu?: Electron.Menu;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly registerAccelerator: boolean;
  private readonly clicked: ItemOptions['click'];

  constructor(options: ItemOptions) {
    super('MenuItem', 'menuItem');
    const role = roleOf(options.role);
    const { submenu } = options;
    const children = Array.isArray(submenu) ? StandInMenu.buildFromTemplate(submenu) : submenu;
    if (children !== undefined) this.submenu = children;
    if (options.role !== undefined)
      this.role = options.role as NonNullable<Electron.MenuItem['role']>;
    this.id = options.id ?? '';
    this.label = options.label ?? role?.label ?? '';
    this.type = options.type ?? (children === undefined ? 'normal' : 'submenu');
    this.accelerator = options.accelerator ?? role?.accelerator ?? null;
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.clicked = options.click;
  }

  /** As a click of the user: a disabled item does nothing, and boxes change before the app hears. */
  click = (
    event: Electron.KeyboardEvent = {},
    window?: Electron.BaseWindow,
    contents?: Electron.WebContents,
  ): void => {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.type === 'radio') this.checked = true;
    const { clicked } = this;
    if (clicked !== undefined) clicked(asElectron(this), window, event);
    else roleOf(this.role)?.run?.(window as StandInBrowserWindow | undefined, contents);
  };
}

let applicationMenu: StandInMenu | null = null;

export class StandInMenu extends StandInEmitter implements Offered<Electron.Menu> {
  items: Electron.MenuItem[] = [];

  constructor() {
    super('Menu', 'menu');
  }

  static buildFromTemplate(template: (ItemOptions | Electron.MenuItem)[]): Electron.Menu {
    const menu = new StandInMenu();
    for (const one of template) {
      const item = one instanceof StandInMenuItem ? one : new StandInMenuItem(one as ItemOptions);
      menu.append(asElectron(item));
    }
    return asElectron(menu);
  }

  static setApplicationMenu(menu: Electron.Menu | null): void {
    applicationMenu = menu as StandInMenu | null;
    lifecycle.emit('menu-changed');
  }

  static getApplicationMenu(): Electron.Menu | null {
    return applicationMenu === null ? null : asElectron(applicationMenu);
  }

  append(item: Electron.MenuItem): void {
    this.items.push(item);
  }

  insert(at: number, item: Electron.MenuItem): void {
    this.items.splice(at, 0, item);
  }

  getMenuItemById(id: string): Electron.MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found !== undefined && found !== null) return found;
    }
    return null;
  }

  /** There is nothing to show; a test finds the menu among the recorded calls. */
  popup(options?: Electron.PopupOptions): void {
    record('menu.popup', this, options);
    this.emit('menu-will-show', {});
  }

  closePopup(): void {
    this.emit('menu-will-close', {});
  }
}
