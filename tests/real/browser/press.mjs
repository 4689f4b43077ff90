// Opens an address in Chromium and presses the page's main button, page after page, until a page has none. A form for a name and a
// password gets PERSON_AS and PERSON_PASSWORD.
import { createRequire } from 'node:module';
import path from 'node:path';

const PAGES = 6;
const { chromium } = createRequire(path.resolve(process.env.PERSON_MODULES, 'package.json'))('playwright-core');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(process.argv[2]);
  for (let pressed = 0; pressed < PAGES; pressed += 1) {
    // A page that posts itself is gone after a moment; what stays is what a person sees.
    await page.waitForTimeout(500);
    await page.waitForLoadState('load');
    const button = page.locator('button[type=submit], input[type=submit], form button').first();
    const words = (await page.locator('body').innerText()).replace(/\s+/g, ' ').slice(0, 200);
    console.log(`${new URL(page.url()).origin}${new URL(page.url()).pathname}: ${words}`);
    if (!(await button.isVisible())) break;
    const password = page.locator('input[name=password]');
    const typed = process.env.PERSON_AS && (await password.count());
    if (typed) {
      await page.locator('input[name=username]').fill(process.env.PERSON_AS);
      await password.fill(process.env.PERSON_PASSWORD);
    }
    await Promise.all([page.waitForEvent('framenavigated'), typed ? password.press('Enter') : button.click()]);
  }
} finally {
  await browser.close();
}
