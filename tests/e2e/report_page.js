// Opens a published report.html in Chromium, on the screen and as it is printed on A4.
// Names every fault and exits 1 if there is one. usage: report_page.js REPORT.html PDF
'use strict';
const path = require('path');
const {pathToFileURL} = require('url');
const {createRequire} = require('module');

const root = path.resolve(__dirname, '../..');
const {chromium} = createRequire(path.join(root, 'tests/tools/package.json'))('playwright-core');

// What the margins of the report leave of A4, in CSS pixels.
const A4_TEXT_WIDTH = Math.floor(((210 - 2 * 19) / 25.4) * 96);
const ITEMS = 26;
const faults = [];
const expect = (good, text) => good || faults.push(text);

// In the page: what is wrong with it at the width of now.
function layoutFaults() {
  const found = [];
  const title = (element) =>
    `<${element.localName}> "${element.textContent.trim().slice(0, 30)}"`;
  const width = document.documentElement.clientWidth;
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest('svg')) continue;
    if (box.right > width + 1 || box.left < -1) {
      found.push(`beyond the page: ${title(element)} ${Math.round(box.right)} > ${width}`);
    }
    // Inline boxes have no client width of their own.
    if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1) {
      found.push(`overflows: ${title(element)} ${element.scrollWidth} > ${element.clientWidth}`);
    }
  }
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0 || frame.height === 0) found.push('an empty chart');
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      // The box of a line is higher than its letters.
      const spare = [box.left - frame.left, frame.right - box.right, box.top - frame.top,
        frame.bottom - box.bottom].map(Math.round);
      if (Math.min(...spare) < -2) {
        found.push(`cut off in a chart: "${text.textContent}", to spare: ${spare}`);
      }
    }
  }
  return found;
}

function contentFaults(items) {
  const found = [];
  if (!/2019年绩效任务/.test(document.title)) found.push(`title is "${document.title}"`);
  const articles = document.querySelectorAll('#items article').length;
  if (articles !== items) found.push(`${articles} items`);
  if (document.querySelectorAll('#charts svg').length === 0) found.push('no chart');
  const links = [...document.querySelectorAll('a[href]')];
  if (links.length < items) found.push(`only ${links.length} links`);
  for (const link of links) {
    const target = link.getAttribute('href');
    if (!target.startsWith('#') || !document.getElementById(decodeURIComponent(target.slice(1)))) {
      found.push(`the link ${target} leads nowhere`);
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of ids.filter((id, i) => ids.indexOf(id) !== i)) found.push(`two elements #${id}`);
  return found;
}

// The fonts that the text was drawn with, not those that were asked for.
async function fontFaults(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const {root: top} = await session.send('DOM.getDocument');
  const {nodeId} = await session.send('DOM.querySelector',
    {nodeId: top.nodeId, selector: 'article p'});
  const {fonts} = await session.send('CSS.getPlatformFontsForNode', {nodeId});
  const foreign = fonts.filter(({familyName}) => !familyName.includes('CJK'));
  return foreign.map(({familyName}) => `a paragraph is drawn with ${familyName}`);
}

(async () => {
  const [report, pdf] = process.argv.slice(2);
  const url = pathToFileURL(path.resolve(report)).href;
  const browser = await chromium.launch(
    {executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
  try {
    const page = await browser.newPage();
    page.on('console', (line) => faults.push(`console: ${line.text()}`));
    page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
    page.on('request', (request) => expect(request.url() === url, `asks for ${request.url()}`));
    await page.goto(url);
    faults.push(...await page.evaluate(contentFaults, ITEMS));
    faults.push(...await fontFaults(page));
    for (const width of [1440, 820, 390]) {
      await page.setViewportSize({width, height: 900});
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth >
        document.documentElement.clientWidth);
      expect(!beyond, `scrolls sideways at ${width} pixels`);
    }
    await page.emulateMedia({media: 'print'});
    await page.setViewportSize({width: A4_TEXT_WIDTH, height: 970});
    faults.push(...await page.evaluate(layoutFaults));
    await page.pdf({path: pdf, preferCSSPageSize: true, printBackground: true});
  } finally {
    await browser.close();
  }
  if (faults.length) {
    console.error(faults.join('\n'));
    process.exitCode = 1;
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
