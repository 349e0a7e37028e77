// What a browser is to the page: room, storage, speed, and what it may refuse. Parts of web/test/page.mjs.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { asks, begun, check, launch, open, rest, says } from './browser.mjs';

const said = (page) => page.evaluate(() => document.getElementById('said').innerText.trim());

// ---- To the first frame, as a server sends it

const SIZE_MOST = 900e3;

export function size(folder) {
    const packed = (name) => zlib.brotliCompressSync(fs.readFileSync(path.join(folder, name)),
        { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    const files = ['index.html', 'ravine.js', 'ravine.wasm', 'ravine.data'].map((name) => [name, packed(name)]);
    const sum = files.reduce((all, [, bytes]) => all + bytes, 0);
    check('the size under brotli', sum < SIZE_MOST, files.map((file) => file.join(' ')).join(', '));
    console.log(`  size under brotli: ${Math.round(sum / 1e3)} KB`);
}

// ---- From a phone to a wall

const rooms = { phone: [360, 640, 1], portrait: [768, 1024, 1], lying: [640, 360, 1], zoomed: [640, 400, 2],
    wall: [3840, 2160, 1] };

export async function room(browser, address, folder) {
    for (const [name, [width, height, deviceScaleFactor]] of Object.entries(rooms)) {
        const page = await open(browser, `${address}#scene=welcome&step=200`, { width, height, deviceScaleFactor });
        await rest(page);
        const found = await page.evaluate(() => [Module.canvas.width, Module.canvas.height,
            document.documentElement.scrollWidth, document.documentElement.scrollHeight].join(' '));
        const expected = [width * deviceScaleFactor, height * deviceScaleFactor, width, height].join(' ');
        check(`the canvas fills a ${name}`, found === expected, `${found}, not ${expected}`);
        await page.screenshot({ path: `${folder}/room-${name}.png` });
        await page.close();
    }
    await motion(browser, address);
}

async function frames(browser, address, features) {
    const page = await browser.newPage();
    page.setDefaultTimeout(120000);
    await page.emulateMediaFeatures(features);
    await page.goto(`${address}#scene=momentum&step=9`);
    await begun(page);
    await rest(page);
    const before = await page.evaluate(() => Module._page_drawn());
    await page.evaluate(() => Module.ccall('page_do', null, ['string'], ['view']));
    await rest(page);
    const drawn = await page.evaluate(() => Module._page_drawn()) - before;
    await page.close();
    return drawn;
}

async function motion(browser, address) {
    const feature = (value) => [{ name: 'prefers-reduced-motion', value }];
    const still = await frames(browser, address, feature('reduce'));
    const moving = await frames(browser, address, feature('no-preference'));
    check('reduced motion jumps', still < moving, `${still} frames, ${moving} with motion`);
}

// ---- What is kept

// The service worker has all that it keeps.
export async function kept(page) {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(async () => {
        const names = await caches.keys();
        return names.length && (await (await caches.open(names[0])).keys()).length >= 5;
    });
}

export async function keeping(browser, address, folder, compare) {
    const context = await browser.createBrowserContext(), page = await open(context, address);
    await rest(page);
    await page.evaluate(() => Module.ccall('page_drop_text', null, ['string'], ['himmelblau']));
    await page.waitForFunction(() => new Promise((resolve) => {
        indexedDB.open('ravine', 1).onsuccess = (event) => {
            const read = event.target.result.transaction('scene').objectStore('scene').get('last');
            read.onsuccess = () => resolve(/himmelblau/.test(read.result));
        };
    }));
    await page.reload();
    await begun(page);
    await rest(page);
    check('the last scene is offered', await asks(page, 'offer') === 'offered');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /x\^2 \+ y - 11/.test(Module.ccall('page_says', 'string', ['string'], ['scene'])));
    check('the last scene is there again', true);
    await lost(page, folder, compare);
    await context.close();
}

async function lost(page, folder, compare) {
    await rest(page);
    const path = (name) => `${folder}/lost-${name}.png`;
    await page.screenshot({ path: path('before') });
    await page.evaluate(() => {
        window.taken = Module.canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
        window.taken.loseContext();
    });
    await page.waitForFunction(() => /^The graphics/.test(document.getElementById('said').innerText));
    check('lost graphics are told', /comes back/.test(await said(page)), await said(page));
    await page.evaluate(() => window.taken.restoreContext());
    await page.waitForFunction(() => !document.getElementById('said').innerText);
    await rest(page);
    await page.screenshot({ path: path('after') });
    const differs = says(compare, [path('before'), path('after')]);
    check('lost graphics come back with the scene', !differs.startsWith('failed'), differs);
}

// ---- What a browser refuses

const sentence = (text) => /^[A-Z][^.]*\.$/.test(text);

async function told(browser, address, prepare, file = null) {
    const page = await browser.newPage();
    page.setDefaultTimeout(120000);
    await prepare(page);
    await page.goto(address);
    await page.waitForFunction(() => document.getElementById('said').innerText.trim());
    const text = await said(page);
    if (file)
        await page.screenshot({ path: file });
    await page.close();
    return text;
}

async function noted(browser, address, prepare, words) {
    const page = await browser.newPage();
    page.setDefaultTimeout(120000);
    await page.evaluateOnNewDocument(prepare);
    await page.goto(address);
    await begun(page);
    await page.waitForFunction((pattern) =>
        RegExp(pattern).test(Module.ccall('page_says', 'string', ['string'], ['message'])), {}, words);
    check(`it says: ${words}`, true);
    await page.close();
}

export async function failures(browser, address, folder) {
    const flat = await launch(['--disable-3d-apis']);
    const graphics = await told(flat, address, () => {}, `${folder}/no-webgl.png`);
    check('no WebGL 2 is one sentence', /WebGL 2/.test(graphics) && sentence(graphics), graphics);
    await flat.close();
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(address);
    const script = await page.$eval('#said', (element) => element.innerText.trim());
    await page.screenshot({ path: `${folder}/no-javascript.png` });
    check('no JavaScript is one sentence', /JavaScript/.test(script) && sentence(script), script);
    await page.close();
    await noted(browser, address, () => {
        IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); };
    }, 'keeps nothing');
    await noted(browser, address, () => {
        ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('denied', 'SecurityError'));
    }, 'while its server is there');
}

// ---- Speed, as ratios within one run

const TURNS = 5, RATIO_MOST = 2;
const WARM_MOST = 8; // an empty page of a browser that runs is there in no time
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const empty = `<!doctype html><canvas id="canvas"></canvas><script>
const gl = document.getElementById('canvas').getContext('webgl2');
gl.clear(gl.COLOR_BUFFER_BIT);
gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
document.documentElement.setAttribute('data-begun', '1');
</script>`;

async function started(browser, address) {
    const page = await browser.newPage();
    page.setDefaultTimeout(120000);
    await page.evaluateOnNewDocument(() => {
        new MutationObserver(() => {
            if (!window.begun_ms && document.documentElement && document.documentElement.hasAttribute('data-begun'))
                window.begun_ms = performance.now();
        }).observe(document, { attributes: true, subtree: true });
    });
    await page.goto(address);
    await page.waitForFunction(() => window.begun_ms);
    const ms = await page.evaluate(() => window.begun_ms);
    await page.close();
    return ms;
}

// In a browser that has just been opened, as for whoever follows a link.
async function cold(address) {
    const browser = await launch(), ms = await started(browser, address);
    await browser.close();
    return ms;
}

async function compare_starts(what, most, address, start) {
    const ours = [], theirs = [];
    for (let turn = 0; turn < TURNS; turn++) {
        theirs.push(await start(`${address}empty.html`));
        ours.push(await start(address));
    }
    console.log(`  ${what}: ${ours.map(Math.round)} ms, an empty page ${theirs.map(Math.round)}`);
    check(what, median(ours) <= most * median(theirs), `${median(ours)} ms against ${median(theirs)}`);
}

export async function speed(browser, page, address) {
    fs.writeFileSync('build/web/empty.html', empty);
    await compare_starts('starts', RATIO_MOST, address, cold);
    const again = await browser.createBrowserContext();
    await kept(await open(again, address));
    await compare_starts('starts again', WARM_MOST, address, (place) => started(again, place));
    await again.close();
    fs.unlinkSync('build/web/empty.html');
    await turns(page);
    const welcome = await open(browser, address);
    await rest(welcome);
    const memory = await welcome.evaluate(() => HEAP8.length);
    await welcome.close();
    check('memory', memory <= 64 << 20, `${memory >> 20} MiB`);
    console.log(`  memory: ${memory >> 20} MiB`);
}

// Of a frame in which a slider moves, what the whole race takes.
async function turns(page) {
    await page.evaluate(() => document.getElementById('canvas').focus());
    await page.keyboard.press('End');
    await rest(page);
    for (let i = 0; i < 8; i++) {
        await page.keyboard.press(i % 2 ? 'ArrowLeft' : 'ArrowRight');
        await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    const [frame, replay] = (await asks(page, 'timing')).split(' ').map(Number);
    check('a slider\'s replay within a frame', replay > 0 && replay * 2 <= frame, `${replay} of ${frame} ms`);
    console.log(`  a slider: ${replay} of ${frame} ms are the replay's`);
}
