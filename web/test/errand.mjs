// What is written beside the page, by the program in a worker: the page goes on, and the bytes are what they ever were.
// Parts of web/test/page.mjs.
import fs from 'node:fs';
import { asks, check, open, rest, says } from './browser.mjs';

const focus = (page) => page.evaluate(() => document.getElementById('canvas').focus());

export async function ask(page, letter) {
    await focus(page);
    await page.keyboard.down('Control');
    await page.keyboard.press('e');
    await page.keyboard.up('Control');
    await page.keyboard.press(letter);
}

const until = (page, what, words) => page.waitForFunction((name, pattern) =>
    RegExp(pattern).test(Module.ccall('page_says', 'string', ['string'], [name])), {}, what, words);
const drawn = (page) => page.evaluate(() => Module._page_drawn());
const listed = (page, folder) => page.evaluate((path) => FS.readdir(path).slice(2).join(' '), folder);

async function read(page, name) {
    const text = await page.evaluate((path) => {
        const bytes = FS.readFile(path), parts = [];
        for (let at = 0; at < bytes.length; at += 32768)
            parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + 32768)));
        return btoa(parts.join(''));
    }, name);
    return Buffer.from(text, 'base64');
}

// By real keys, or by what acts instead; returns the file's name.
export async function written(page, ending, act = () => ask(page, ending[0])) {
    await page.evaluate(() => {
        window.given = [];
        HTMLAnchorElement.prototype.click = function () { window.given.push(this.download); };
    });
    await act();
    await page.waitForFunction((end) => window.given.some((name) => name.endsWith(end)) ||
        /^export: /.test(Module.ccall('page_says', 'string', ['string'], ['message'])), {}, `.${ending}`);
    return page.evaluate(() => window.given[0] || 'none');
}

async function drop(page, native, folder, words) {
    const text = says(native, [...words, '-o', '-', '--format', 'yaml']);
    fs.writeFileSync(`${folder}/errand.yaml`, text);
    await page.evaluate((scene) => {
        const data = new DataTransfer();
        data.items.add(new File([scene], 'errand.yaml'));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, text);
    await page.waitForFunction(() => / 40 steps, view map/.test(Module.ccall('page_says', 'string', ['string'],
        ['scene'])) && Module.ccall('page_says', 'string', ['string'], ['step']) === '20');
    await rest(page);
}

const small = ['momentum', '-n', '40', '--view', 'map', '--size', '240x160', '--step', '20'];

// ---- While it is written

async function goesOn(page) {
    await ask(page, 'g');
    await until(page, 'writing', 'film, frame');
    check('a worker writes', page.workers().length === 1, `${page.workers().length} workers`);
    await page.keyboard.press('Home');
    const before = await drawn(page);
    for (let step = 1; step <= 5; step++) {
        await page.keyboard.press('Period');
        await until(page, 'step', `^${step}$`);
    }
    const frames = await drawn(page) - before, line = await asks(page, 'writing');
    check('the page goes on', frames >= 5 && /film, frame/.test(line), `${frames} frames, '${line}'`);
    await ask(page, 'p');
    await until(page, 'message', 'is being written');
    check('one file at a time', /^a \.gif is being written: Esc stops it$/.test(await asks(page, 'message')),
        await asks(page, 'message'));
}

async function stops(page) {
    const before = await listed(page, '/files');
    await page.keyboard.press('Escape');
    await until(page, 'message', '^stopped');
    check('Esc stops it', /^stopped: no \.gif was written$/.test(await asks(page, 'message')),
        await asks(page, 'message'));
    for (let frames = 0; page.workers().length && frames < 300; frames++)
        await page.evaluate(() => new Promise(requestAnimationFrame));
    const left = await listed(page, '/errand'), files = await listed(page, '/files');
    check('nothing is left', !page.workers().length && !left && files === before && !await asks(page, 'writing'),
        `${page.workers().length} workers, '${left}', '${files}'`);
}

// ---- What is written

const probe = (file) => says('ffprobe', ['-v', 'error', '-count_frames', '-show_entries',
    'stream=width,height,nb_read_frames,avg_frame_rate:format=duration', '-of', 'csv', file]);

// How near a film is to the frames that it was made of, in dB.
function nearness(file, frames) {
    const graph = '[0:v]format=rgb24,setpts=N/20/TB[a];[1:v]format=rgb24,setpts=N/20/TB[b];[a][b]psnr';
    const said = says('sh', ['-c', `ffmpeg -i ${file} -framerate 20 -i ${frames} -lavfi '${graph}' -f null - 2>&1`]);
    return Number((said.match(/average:([0-9.]+)/) || [])[1]);
}

function frame(file, i, to) {
    says('ffmpeg', ['-v', 'error', '-y', '-i', file, '-vf', `select=eq(n\\,${i})`, '-frames:v', '1', to]);
    return to;
}

async function gif(page, native, folder, compare) {
    const name = await written(page, 'gif'), file = `${folder}/web.gif`, theirs = `${folder}/native.gif`;
    check('a download of .gif', name.endsWith('.gif'), `${name}: ${await asks(page, 'message')}`);
    const bytes = await read(page, name);
    fs.writeFileSync(file, bytes);
    check('it repeats', bytes.includes('NETSCAPE2.0\x03\x01\x00\x00\x00', 0, 'latin1'));
    says(native, [`${folder}/errand.yaml`, '-o', theirs]);
    check('a GIF as the native program writes it', probe(file) === probe(theirs), `${probe(file)}${probe(theirs)}`);
    const size = bytes.length / fs.statSync(theirs).size;
    check('a GIF no larger than that', size < 1.25, `${size} times`);
    const frames = `${folder}/frames/%04d.png`;
    fs.mkdirSync(`${folder}/frames`, { recursive: true });
    says(native, [`${folder}/errand.yaml`, '--fps', '20', '-o', frames]);
    const near = [nearness(file, frames), nearness(theirs, frames)];
    console.log(`  a GIF: ${near[0]} dB, ${bytes.length} bytes; native ${near[1]}, ${fs.statSync(theirs).size}`);
    check('a GIF that looks as good', near[0] > near[1] - 0.5, `${near[0]} dB, ${near[1]}`);
    for (const i of ['0000', '0159']) {
        const shown = frame(file, Number(i), `${folder}/gif-${i}.png`);
        const said = says(compare, ['--soft', frames.replace('%04d', i), shown]);
        check(`frame ${i} of a GIF`, !said.startsWith('failed'), said);
    }
}

// As it was written within the page.
async function same(page, native, folder, compare) {
    const at = await page.evaluate(() => [Module._page_drawn(), HEAP8.length]);
    const name = await written(page, 'png');
    check('a download of .png by keys', name.endsWith('.png'), name);
    check('the page went on', await drawn(page) > at[0] && await page.evaluate(() => HEAP8.length) === at[1]);
    fs.writeFileSync(`${folder}/errand-web.png`, await read(page, name));
    says(native, [`${folder}/errand.yaml`, '-o', `${folder}/errand-native.png`]);
    const said = says(compare, [`${folder}/errand-native.png`, `${folder}/errand-web.png`]);
    check('a picture as the native program writes it', !said.startsWith('failed'), said);
    const shot = await written(page, 'png', () => page.keyboard.press('s'));
    check('a screenshot is that', (await read(page, shot)).equals(await read(page, name)), shot);
    for (const [ending, letter] of [['csv', 'c'], ['yaml', 'y'], ['tex', 't']]) {
        const bytes = await read(page, await written(page, ending, () => ask(page, letter)));
        const theirs = says(native, [`${folder}/errand.yaml`, '-o', '-', '--format', ending]);
        check(`the bytes of .${ending}`, bytes.toString() === theirs, `${bytes}`.slice(0, 400));
    }
    await ask(page, 'm');
    await until(page, 'message', '^export: ');
    const why = await asks(page, 'message');
    check('.mp4 says why not', /^export: .* needs ffmpeg, .*: take gif$/.test(why), why);
}

// While a figure is drawn by the same graphics, no frame of the race that is played waits for long.
async function plays(page) {
    await page.evaluate(() => {
        let at = performance.now();
        window.begins = at;
        window.longest = 0;
        (function look() {
            window.longest = Math.max(window.longest, performance.now() - at);
            at = performance.now();
            requestAnimationFrame(look);
        })();
        Module.ccall('page_do', null, ['string'], ['play']);
    });
    await written(page, 'png');
    const [longest, all] = await page.evaluate(() => [window.longest, performance.now() - window.begins]);
    console.log(`  a figure in ${Math.round(all)} ms; the longest frame meanwhile ${Math.round(longest)}`);
    check('no frame waits for a figure', longest < all / 3, `${longest} of ${all} ms`);
}

// A worker's bytes are those that the page would write.
async function alike(browser, address) {
    const link = '#scene=welcome&n=300&step=200', page = await open(browser, address + link);
    await rest(page);
    const theirs = await read(page, await written(page, 'png'));
    const wrong = await page.evaluate((to) => Module.ccall('page_picture', 'string', ['string'], [to]), link);
    check('a picture as the page writes it', !wrong && theirs.equals(await read(page, 'picture.png')), wrong);
    await plays(page);
    await page.close();
}

export async function errands(browser, address, native, folder, compare) {
    const page = await open(browser, `${address}#scene=momentum`);
    await drop(page, native, folder, small);
    await goesOn(page);
    await stops(page);
    await drop(page, native, folder, small);
    await gif(page, native, folder, compare);
    await same(page, native, folder, compare);
    await page.screenshot({ path: `${folder}/errand.png` });
    await page.close();
    await alike(browser, address);
    await here(browser, address, native, folder);
}

export async function inOneFile(page, native, folder) {
    let workers = 0;
    page.on('workercreated', () => workers++);
    await drop(page, native, folder, small);
    for (const [ending, letter] of [['pdf', 'd'], ['gif', 'g']]) {
        const name = await written(page, ending, () => ask(page, letter));
        check(`one file writes .${ending}`, name.endsWith(`.${ending}`), `${name}: ${await asks(page, 'message')}`);
    }
    check('one file has workers', workers === 2, `${workers}`);
}

// ---- Where there is no worker, or none that can draw

const refusals = {
    'no workers': () => { delete window.Worker; },
    'workers are refused': () => {
        window.Worker = class { constructor() { throw new DOMException('denied', 'SecurityError'); } };
    },
    'workers cannot draw': () => {
        const Given = window.Worker;
        window.Worker = function (from) {
            const code = `self.OffscreenCanvas = undefined; importScripts('${new URL(from, location)}');`;
            return new Given(URL.createObjectURL(new Blob([code])));
        };
    },
};

async function here(browser, address, native, folder) {
    for (const [what, refuse] of Object.entries(refusals)) {
        const page = await browser.newPage();
        page.setDefaultTimeout(120000);
        await page.evaluateOnNewDocument(refuse);
        await page.goto(`${address}#scene=momentum`);
        await page.waitForSelector('html[data-begun]', { timeout: 120000 });
        await drop(page, native, folder, small);
        for (const [ending, letter] of [['png', 'p'], ['pdf', 'd']]) {
            const name = await written(page, ending, () => ask(page, letter));
            check(`${what}: a download of .${ending}`, name.endsWith(`.${ending}`) && !page.workers().length,
                `${name}: ${await asks(page, 'message')}`);
        }
        await page.close();
    }
}
