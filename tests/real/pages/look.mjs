// Holds axe-core against every page that the program serves: in light and dark, on a desk's screen and a phone's. It walks as a person does,
// from the page that leads to GitHub over the manifest and the installation to the end; no page posts its form by itself meanwhile.
//
//   node look.mjs BASE PAGE…       the sandbox's own pages
//   node look.mjs --press ADDRESS  an errand's page, and what its buttons lead to
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.resolve(process.env.PERSON_MODULES, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const LOOKS = ['light', 'dark'].flatMap((scheme) => [
  { scheme, width: 1280, height: 800 },
  { scheme, width: 320, height: 568 },
]);
const MOST_PAGES = 6;
let wrong = 0;
let seen = 0;

async function look(page) {
  const title = await page.title();
  seen += 1;
  for (const { scheme, width, height } of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height });
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
    const said = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 120)}`));
    if (passes.length === 0) said.push('nothing was judged');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) said.push(`it is ${wide} wide, and has to be moved sideways`);
    if ((await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) !== (scheme === 'dark')) said.push('the scheme was not taken');
    for (const words of said) console.log(`WRONG ${title}, ${scheme}, ${width}: ${words}`);
    wrong += said.length;
  }
  console.log(`looked at ${title}`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => { HTMLFormElement.prototype.submit = () => {}; });
  page.setDefaultTimeout(15_000);
  const [first, ...rest] = process.argv.slice(2);
  if (first === '--press') {
    await page.goto(rest[0]);
    for (let pressed = 0; pressed < MOST_PAGES; pressed += 1) {
      await look(page);
      const button = page.locator('button[type=submit]').first();
      if (!(await button.isVisible())) break;
      await Promise.all([page.waitForEvent('framenavigated'), button.click()]);
      await page.waitForLoadState('load');
    }
  } else {
    for (const there of rest) {
      await page.goto(new URL(there, first).href);
      await look(page);
    }
  }
} finally {
  await browser.close();
}
console.log(`${seen} pages, ${wrong} violations`);
process.exitCode = wrong === 0 && seen > 0 ? 0 : 1;
