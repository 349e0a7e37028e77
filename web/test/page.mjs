// The page in a headless Chromium (FIREFOX=PROGRAM: in that one): its pictures against the native program's, and all that hands do.
//
//     node web/test/page.mjs BUILD       with BUILD/ravine and BUILD/tests/compare_png
import fs from 'node:fs';
import path from 'node:path';
import { asks, check, count, firefox, launch, open, rest, says, serve } from './browser.mjs';
import { ask, errands, inOneFile, written } from './errand.mjs';
import { failures, keeping, kept, room, size, speed } from './host.mjs';

const native = path.resolve(process.argv[2], 'ravine'), compare = path.resolve(process.argv[2], 'tests/compare_png');
const folder = path.resolve('build/web-test/pictures');
fs.mkdirSync(folder, { recursive: true });

const names = (list) => says(native, ['--list', list]).split('\n').filter((line) => /^\w/.test(line))
    .map((line) => line.split(' ')[0]);

// ---- Pictures

async function pictures(page) {
    const scenes = names('scenes').slice(0, 10), views = names('views');
    for (const scene of scenes)
        for (const view of views) {
            const link = `#scene=${scene}&view=${view}&n=200`, name = `${scene}-${view}`;
            const wrong = await page.evaluate((to) => Module.ccall('page_picture', 'string', ['string'], [to]), link);
            const expected = says(native, [link, '-o', `${folder}/${name}-native.png`]);
            if (wrong || expected) {
                check(`picture ${name}`, `failed: ravine: ${wrong}\n` === expected, `'${wrong}', '${expected}'`);
                continue;
            }
            const bytes = await page.evaluate(() => Array.from(FS.readFile('picture.png')));
            fs.writeFileSync(`${folder}/${name}-web.png`, Uint8Array.from(bytes));
            const said = says(compare, [`${folder}/${name}-native.png`, `${folder}/${name}-web.png`]);
            check(`picture ${name}`, !said.startsWith('failed'), said);
        }
}

// ---- Hands

// Of the help.
const rows = (page) => page.evaluate(() => {
    const at = Module._page_help(), text = UTF8ToString(at);
    Module._free(at);
    return text;
});

async function keys(page) {
    await page.keyboard.press('Home');
    await rest(page);
    await page.keyboard.press('Period');
    await rest(page);
    check('a step forth', await asks(page, 'step') === '1', await asks(page, 'step'));
    await page.keyboard.press('v');
    await rest(page);
    check('the next view', !/view surface/.test(await asks(page, 'scene')), await asks(page, 'scene'));
    await page.keyboard.down('Shift');
    await page.keyboard.press('V');
    await page.keyboard.up('Shift');
    await page.keyboard.press('Slash');
    await page.keyboard.type('himmelblau');
    await rest(page);
    check('what is typed', await asks(page, 'entry') === 'himmelblau', await asks(page, 'entry'));
    await page.keyboard.press('Enter');
    await rest(page);
    check('another landscape', /x\^2 \+ y - 11/.test(await asks(page, 'scene')), await asks(page, 'scene'));
    await page.keyboard.press('F1');
    await rest(page);
    await page.screenshot({ path: `${folder}/help.png` });
    const help = await rows(page);
    for (const key of ['F5', 'F11', 'F12', 'Ctrl+R', 'Ctrl+W', 'Ctrl+L', 'Ctrl+T'])
        check(`the help leaves ${key} to the browser`, help.split('\n').some((row) => row.startsWith('F5  F11') ||
            row.startsWith('Ctrl+') && row.split(': ')[0].split('  ').includes(key)), help);
    check('the help has no row of a key that never comes',
        !/^(Shift\+)?F5:|^F5  Shift|^F11:|^Ctrl\+Q/m.test(help), help);
    check('the help has no command line', !/command line/.test(help), help);
    await page.keyboard.press('Escape');
    await rest(page);
    const drawn = await page.evaluate(() => Module._page_drawn());
    await page.evaluate(() => new Promise((done) => {
        let left = 60;
        const look = () => --left ? requestAnimationFrame(look) : done();
        look();
    }));
    check('nothing is drawn at rest', drawn === await page.evaluate(() => Module._page_drawn()));
}

async function mouse(page) {
    const before = await asks(page, 'camera');
    await page.mouse.move(200, 160);
    await page.mouse.down();
    await page.mouse.move(300, 180, { steps: 4 });
    await page.mouse.up();
    await rest(page);
    const turned = await asks(page, 'camera');
    check('a drag turns', turned !== before, turned);
    await page.mouse.wheel({ deltaY: -300 });
    await rest(page);
    check('the wheel zooms', turned !== await asks(page, 'camera'), await asks(page, 'camera'));
}

async function resize(page) {
    await page.setViewport({ width: 700, height: 560 });
    await page.waitForFunction(() => Module.canvas.width === 700 && Module.canvas.height === 560);
    await rest(page);
    await page.screenshot({ path: `${folder}/resized.png` });
    await page.setViewport({ width: 800, height: 520 });
    await page.waitForFunction(() => Module.canvas.width === 800);
}

// ---- Files and links

async function chord(page, key) {
    await page.keyboard.down('Control');
    await page.keyboard.press(key);
    await page.keyboard.up('Control');
}

async function delivered(page, act) {
    await page.evaluate(() => {
        window.given = [];
        HTMLAnchorElement.prototype.click = function () { window.given.push(this.download); };
    });
    await act();
    await page.waitForFunction(() => window.given.length > 0);
    return page.evaluate(() => window.given[0]);
}

const press = (page, action) => page.evaluate((id) => Module.ccall('page_do', null, ['string'], [id]), action);

// The writer of PDF is fetched; the file opens again, and is drawn as the native program's.
async function pdf(page) {
    const name = await delivered(page, () => ask(page, 'd'));
    const bytes = await page.evaluate((path) => Array.from(FS.readFile(path)), name);
    const file = `${folder}/web.pdf`, yaml = ['-o', '-', '--format', 'yaml'];
    fs.writeFileSync(file, Uint8Array.from(bytes));
    const inside = says(native, [file, ...yaml]), shown = await asks(page, 'scene');
    const formula = /^(formula|landscape): /m.test(inside);
    check('a download of .pdf', name.endsWith('.pdf') && formula, `${name}, ${bytes.length} bytes: ${inside} ${shown}`);
    says(native, [file, '-o', `${folder}/native.pdf`]);
    for (const which of ['web', 'native'])
        says('pdftoppm', ['-png', '-r', '96', '-singlefile', `${folder}/${which}.pdf`, `${folder}/pdf-${which}`]);
    const said = says(compare, ['--soft', `${folder}/pdf-native.png`, `${folder}/pdf-web.png`]);
    check('a PDF as the native program writes it', !said.startsWith('failed'), said);
    const words = says('pdftotext', [file, '-']);
    check('words of a PDF are words', words === says('pdftotext', [`${folder}/native.pdf`, '-']), words);
}

async function files(page) {
    for (const ending of ['png', 'svg', 'csv', 'yaml', 'tex', 'md']) {
        const name = await delivered(page, () => press(page, `export_${ending}`));
        const size = await page.evaluate((path) => FS.stat(path).size, name);
        check(`a download of .${ending}`, name.endsWith(`.${ending}`) && size > 100, `${name}, ${size} bytes`);
    }
    await pdf(page);
    await page.evaluate((text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], 'dropped.yaml'));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, says(native, ['momentum', '-n', '77', '-o', '-', '--format', 'yaml']));
    await page.waitForFunction(() => / 77 steps/.test(Module.ccall('page_says', 'string', ['string'], ['scene'])));
    check('what is dropped opens', true);
    fs.writeFileSync(`${folder}/picked.yaml`, says(native, ['momentum', '-n', '66', '-o', '-', '--format', 'yaml']));
    const chosen = page.waitForFileChooser();
    await page.evaluate(() => document.getElementById('canvas').focus());
    await chord(page, 'o');
    await (await chosen).accept([`${folder}/picked.yaml`]);
    await page.waitForFunction(() => / 66 steps/.test(Module.ccall('page_says', 'string', ['string'], ['scene'])));
    check('what is picked opens', true);
}

async function links(browser, page, address) {
    await press(page, 'share');
    const link = await page.evaluate(() => location.hash), scene = await asks(page, 'scene');
    check('a shared link', /^#scene=eN/.test(link), link);
    const other = await open(browser, address + link);
    await rest(other);
    const there = (await asks(other, 'scene')).replace(', plays', '');
    check('the link opens the scene', there === scene.replace(', plays', ''), `${scene} | ${there}`);
    await other.close();
    const damaged = await open(browser, `${address}${link.slice(0, -40)}`);
    check('a damaged link', /damaged/.test(await asks(damaged, 'message')), await asks(damaged, 'message'));
    await damaged.close();
}

async function clipboard(browser, address) {
    const page = await open(browser, `${address}#scene=momentum`);
    if (!firefox)
        await browser.defaultBrowserContext().overridePermissions(new URL(address).origin,
            ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
    await rest(page);
    await page.bringToFront();
    await page.evaluate(() => document.getElementById('canvas').focus());
    await chord(page, 'c');
    await page.waitForFunction(async () => /optimizer = /.test(await navigator.clipboard.readText()));
    check('a racer on the clipboard', true);
    const racers = Number((await asks(page, 'scene')).match(/(\d+) racers/)[1]);
    if (firefox) // which pastes what is there; an event of a script's brings it nothing
        await chord(page, 'v');
    else
        await page.evaluate(() => {
            const data = new DataTransfer();
            data.setData('text/plain', 'torch.optim.Adam(params, lr=0.3)');
            document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true,
                cancelable: true }));
        });
    await page.waitForFunction((wanted) => Module.ccall('page_says', 'string', ['string'], ['scene'])
        .includes(`${wanted} racers`), {}, racers + 1);
    check('a racer is pasted', true);
    await page.close();
}

// ---- Touch, articles, offline

async function touch(browser, address) {
    const size = { width: 360, height: 640 }, phone = { hasTouch: true, isMobile: true };
    const page = await open(browser, `${address}#scene=momentum`, size, phone);
    await rest(page);
    const client = await page.createCDPSession(), before = await asks(page, 'camera');
    const finger = (type, ...at) => client.send('Input.dispatchTouchEvent',
        { type, touchPoints: at.map(([x, y], id) => ({ x, y, id })) });
    await finger('touchStart', [140, 200]);
    await finger('touchMove', [180, 215]);
    await finger('touchMove', [220, 230]);
    await finger('touchEnd');
    await rest(page);
    const turned = await asks(page, 'camera');
    check('a finger turns', turned !== before, turned);
    await finger('touchStart', [150, 200]);
    await finger('touchStart', [150, 200], [200, 200]);
    for (let way = 0; way <= 40; way += 8)
        await finger('touchMove', [150 - way, 200], [200 + way, 200]);
    await finger('touchEnd');
    await rest(page);
    const width = (camera) => Number(camera.split(' ')[2]);
    const zoomed = await asks(page, 'camera');
    check('two fingers pinch', width(zoomed) < 0.8 * width(turned), `${turned} -> ${zoomed}`);
    await page.screenshot({ path: `${folder}/phone.png` });
    await press(page, 'help');
    const help = await rows(page);
    await press(page, 'help');
    check('a phone is told of no keys', !/^(F\d|Ctrl|Shift|Space|Tab)/m.test(help) && /slider/.test(help), help);
    check('the bar is there', await page.evaluate(() => document.getElementById('bar').offsetHeight > 40));
    await press(page, 'export_gif');
    await page.waitForFunction(() => /the play button stops/.test(Module.ccall('page_says', 'string', ['string'],
        ['writing'])));
    await page.evaluate(() => document.querySelector('[data-do=play]').click());
    await page.waitForFunction(() => /^stopped/.test(Module.ccall('page_says', 'string', ['string'], ['message'])));
    check('a button stops what takes long', await asks(page, 'writing') === '', await asks(page, 'writing'));
    await page.evaluate(() => document.querySelector('[data-do=palette]').click());
    await page.waitForFunction(() => document.activeElement.id === 'line');
    check('text has a keyboard', true);
    await page.keyboard.type('map');
    await page.waitForFunction(() => Module.ccall('page_says', 'string', ['string'], ['entry']) === 'map');
    await page.screenshot({ path: `${folder}/phone-palette.png` });
    await page.close();
}

async function tab(page) {
    await page.evaluate(() => document.getElementById('canvas').focus());
    for (let i = 0; i < 6 && await page.evaluate(() => document.activeElement.id === 'canvas'); i++) {
        await page.keyboard.press('Escape');
        await rest(page, 3);
    }
    check('Esc releases the keys', await page.evaluate(() => document.activeElement.id !== 'canvas'));
    const words = await page.evaluate(() => document.getElementById('words').textContent);
    check('words for who does not see', words.length > 40, words);
}

async function article(browser, address) {
    const page = await browser.newPage();
    page.setDefaultTimeout(120000);
    await page.setViewport({ width: 1000, height: 900 });
    await page.evaluateOnNewDocument(() => {
        window.scenes = [];
        window.addEventListener('message', (event) => {
            if (event.data && event.data.ravine && event.data.ravine.scene)
                window.scenes.push(event.data.ravine.scene);
        });
    });
    await page.goto(`${address}embed.html`);
    const frames = await page.$$('iframe');
    check('three living figures', frames.length === 3);
    for (const element of frames) {
        const frame = await element.contentFrame();
        await frame.waitForSelector('html[data-begun]', { timeout: 120000 });
        check('an article keeps the focus', await frame.evaluate(() => document.activeElement.id !== 'canvas'));
    }
    const first = await frames[0].contentFrame();
    check('it waits', await first.evaluate(() => Module.ccall('page_says', 'string', ['string'], ['step'])) === '0');
    const at = await frames[0].boundingBox();
    await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
    await page.mouse.wheel({ deltaY: 200 });
    await page.waitForFunction(() => window.scrollY > 100);
    check('the wheel is the article\'s', true);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.evaluate(() => document.querySelector('#step').click());
    await first.waitForFunction(() => Module.ccall('page_says', 'string', ['string'], ['step']) === '40');
    await page.waitForFunction(() => document.querySelector('#told').textContent === '40');
    check('it takes and tells the step', true);
    await page.waitForFunction(() => window.scenes && window.scenes.some((text) =>
        /^formula: |^landscape: /m.test(text)));
    const told = await page.evaluate(() => window.scenes.length);
    await page.evaluate(() => document.getElementById('first').contentWindow
        .postMessage({ ravine: { scene: 'himmelblau' } }, '*'));
    await page.waitForFunction((before) => window.scenes.slice(before).some((text) => /himmelblau/.test(text)), {},
        told);
    check('it takes and tells the scene', true);
    await page.screenshot({ path: `${folder}/article.png` });
    await page.close();
}

async function offline(browser, server) {
    const page = await open(browser, server.address);
    await kept(page);
    await page.setOfflineMode(true);
    server.stop();
    await page.goto(server.address);
    await page.waitForSelector('html[data-begun]', { timeout: 120000 });
    check('offline', true);
    let workers = 0;
    page.on('workercreated', () => workers++);
    const name = await written(page, 'png');
    check('a file is written offline', name.endsWith('.png') && workers === 1, `${name}, ${workers} workers`);
    await page.close();
}

// As one file, from a disk.
async function single(browser) {
    const file = path.resolve('build/web-test/ravine.html');
    check('one file', !says('web/single', ['build/web', file]).startsWith('failed'));
    const page = await open(browser, `file://${file}#scene=momentum&step=20`);
    await rest(page);
    const scene = await asks(page, 'scene');
    check('one file opens from a disk', /4 racers, 200 steps/.test(scene), scene);
    await inOneFile(page, native, folder);
    await page.screenshot({ path: `${folder}/single.png` });
    await page.close();
}

// ----

const server = await serve('build/web'), browser = await launch();
const parts = {
    pictures, keys, mouse, resize, files, tab,
    links: (page) => links(browser, page, server.address),
    clipboard: () => clipboard(browser, server.address),
    errands: () => errands(browser, server.address, native, folder, compare),
    touch: () => touch(browser, server.address),
    single: () => single(browser),
    article: () => article(browser, server.address),
    size: () => size('build/web'),
    room: () => room(browser, server.address, folder),
    keeping: () => keeping(browser, server.address, folder, compare),
    failures: () => failures(browser, server.address, folder),
    speed: (page) => speed(browser, page, server.address),
    offline: () => offline(browser, server),
};
const wanted = process.argv.slice(3);
try {
    const page = await open(browser, server.address);
    for (const [name, part] of Object.entries(parts)) {
        if (wanted.length && !wanted.includes(name))
            continue;
        try {
            await part(page);
        } catch (failed) {
            check(name, false, failed.message);
        }
    }
} finally {
    await browser.close();
    server.stop();
}
console.log(`web page${firefox ? ' in Firefox' : ''}: ${count.checks - count.faults} of ${count.checks} checks`);
process.exit(count.faults ? 1 : 0);
