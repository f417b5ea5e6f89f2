import type { Page } from '@playwright/test';

export const recipePanel = (page: Page) => page.getByRole('region', { name: 'Recipe' });

export async function openSection(page: Page, name: string): Promise<void> {
  const section = recipePanel(page).getByRole('button', { name: new RegExp(`^${name}\\b`) });
  if ((await section.getAttribute('aria-expanded')) !== 'true') await section.click();
}

/** Chooses an option of a list of the recipe's. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await recipePanel(page)
    .getByRole('button', { name: new RegExp(`${label}$`) })
    .click();
  await page.getByRole('option', { name: option }).click();
}

export async function setColour(page: Page, colour: string): Promise<void> {
  await openSection(page, 'Background');
  await choose(page, 'Behind the subject', 'Colour');
  await recipePanel(page).getByRole('textbox', { name: 'Colour' }).fill(colour);
}
