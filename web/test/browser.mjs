// A headless Chromium, or Firefox, that shows the page, and what tests do to it. Waits for frames and for what the program says,
// never for a time.
import { createRequire } from 'node:module';
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';

const require = createRequire(path.resolve('build/web-test/package.json'));
const puppeteer = require('puppeteer-core');

export const count = { checks: 0, faults: 0 };

export function check(what, ok, found = '') {
    count.checks++;
    if (!ok) {
        count.faults++;
        console.log(`${what}: ${found}`);
    }
}

// What a program writes, or "failed: " and what it says.
export function says(command, words) {
    try {
        return execFileSync(command, words, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
    } catch (failed) {
        return `failed: ${failed.stdout}${failed.stderr}`;
    }
}

export async function serve(folder) {
    const server = spawn('web/serve', [folder, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const address = await new Promise((resolve) => server.stdout.once('data', (text) => resolve(String(text).trim())));
    return { address, stop: () => server.kill() };
}

// FIREFOX: that program instead. Without a display it has no WebGL 2: it wants a real one, or Xvfb's.
export const firefox = process.env.FIREFOX;

export async function launch(more = []) {
    if (firefox)
        return puppeteer.launch({ browser: 'firefox', executablePath: firefox, headless: false,
            protocolTimeout: 240000, extraPrefsFirefox: { 'dom.events.testing.asyncClipboard': true } });
    const options = {
        executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
        args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', ...more],
        protocolTimeout: 240000,
    };
    return puppeteer.launch(options);
}

// Frames in which the program drew nothing, one after another: it is at rest.
export async function rest(page, frames = 4) {
    await page.evaluate((wanted) => new Promise((resolve) => {
        let still = 0, before = -1;
        function look() {
            const drawn = Module._page_drawn();
            still = drawn === before && Module._page_rests() ? still + 1 : 0;
            before = drawn;
            if (still >= wanted)
                resolve();
            else
                requestAnimationFrame(look);
        }
        look();
    }), frames);
}

export async function open(browser, address, size = { width: 800, height: 520 }, more = {}) {
    const page = await browser.newPage();
    page.setDefaultTimeout(120000); // a slow machine draws a frame in a second
    page.said = [];
    page.on('console', (line) => page.said.push(line.text()));
    page.on('pageerror', (error) => page.said.push('error: ' + error.message));
    await page.setViewport({ ...size, ...more });
    if (firefox)
        await page.bringToFront(); // behind another it gets no frames
    await page.goto(address);
    await begun(page);
    return page;
}

export async function begun(page) {
    await page.waitForSelector('html[data-begun]', { timeout: 120000 });
}

// What the window shows, as text: page_says of web/src/app/page.c.
export const asks = (page, what) =>
    page.evaluate((name) => Module.ccall('page_says', 'string', ['string'], [name]), what);
