// The page's side of the program: files, clipboard, link, keys that are the browser's. What things mean is C's.
var Ravine = typeof document === 'undefined' ? null : (function () {
    var canvas = document.getElementById('canvas');
    var line = document.getElementById('line');
    var file = document.getElementById('file');
    var embed = /[#&]embed=1(&|$)/.test(location.hash);
    var clip = '';
    var kept = null; // the database
    var came = false; // the focus was elsewhere when the last key was lifted
    var path = '/files/';
    var keyed = false; // by a keyboard that is not on the screen
    var notes = []; // until it has begun
    var writer = null, writing = 0; // of PDF, as errand.c has it
    var errand = null; // the program in a worker

    function say(text) {
        document.getElementById('said').textContent = text;
        document.documentElement.classList.toggle('says', !!text);
    }

    // A line in the window, once there is one.
    function note(words) {
        if (document.documentElement.hasAttribute('data-begun'))
            Module.ccall('page_note', null, ['string'], [words]);
        else
            notes.push(words);
    }

    // ---- What is kept

    function store(mode, use) {
        if (kept)
            use(kept.transaction('scene', mode).objectStore('scene'));
    }

    function openStore(done) {
        var request;
        try {
            request = indexedDB.open('ravine', 1);
        } catch (denied) {
            return done(null);
        }
        request.onupgradeneeded = function () { request.result.createObjectStore('scene'); };
        request.onerror = function () { done(null); };
        request.onsuccess = function () {
            kept = request.result;
            store('readonly', function (scenes) {
                var read = scenes.get('last');
                read.onsuccess = function () { done(read.result || null); };
                read.onerror = function () { done(null); };
            });
        };
    }

    // ---- Keys

    // The browser's own: it is not for SDL to see them, who would keep them from it.
    function isBrowsers(event) {
        var command = event.ctrlKey || event.metaKey;
        if (/^F(5|11|12)$/.test(event.key))
            return true;
        if (event.shiftKey && /^l$/i.test(event.key))
            return false;
        return command && /^[rwltn+=\-0]$/i.test(event.key) && !event.altKey;
    }

    function onKey(event) {
        if (document.activeElement !== canvas)
            return;
        keyed = true;
        var pastes = (event.ctrlKey || event.metaKey) && /^v$/i.test(event.key);
        if (isBrowsers(event) || pastes)
            event.stopImmediatePropagation();
    }

    function onPaste(event) {
        if (document.activeElement !== canvas && document.activeElement !== line)
            return;
        clip = event.clipboardData.getData('text/plain');
        event.preventDefault();
        Module._page_press(118, 64); // Ctrl+V
    }

    // ---- Text, where the keyboard is on the screen

    function onLine() {
        var text = line.value;
        line.value = ' ';
        if (text.length > 1)
            Module.ccall('page_type', null, ['string'], [text.slice(1)]);
        else if (!text.length)
            Module._page_press(8, 0);
    }

    function onLineKey(event) {
        if (event.key === 'Enter' || event.key === 'Escape')
            Module._page_press(event.key === 'Enter' ? 13 : 27, 0);
    }

    // ---- Files

    function take(given) {
        var reader = new FileReader();
        reader.onload = function () {
            FS.writeFile(path + given.name, new Uint8Array(reader.result));
            Module.ccall('page_drop', null, ['string'], [path + given.name]);
        };
        reader.readAsArrayBuffer(given);
    }

    function onDrop(event) {
        event.preventDefault();
        var files = event.dataTransfer.files, text = event.dataTransfer.getData('text/plain');
        if (files.length)
            take(files[0]);
        else if (text)
            Module.ccall('page_drop_text', null, ['string'], [text]);
    }

    // ---- The page

    function listen() {
        window.addEventListener('keydown', onKey, true);
        document.addEventListener('paste', onPaste);
        line.addEventListener('input', onLine);
        line.addEventListener('keydown', onLineKey);
        file.addEventListener('change', function () {
            if (file.files.length)
                take(file.files[0]);
            file.value = '';
        });
        document.addEventListener('dragover', function (event) { event.preventDefault(); });
        document.addEventListener('drop', onDrop);
        document.addEventListener('keyup', function (event) {
            if (event.key === 'Tab')
                document.documentElement.classList.toggle('tabbed', document.activeElement === canvas && came);
            came = document.activeElement !== canvas;
        });
        canvas.addEventListener('pointerdown', function (event) {
            document.documentElement.classList.remove('tabbed');
            if (event.pointerType === 'touch')
                document.documentElement.classList.add('touch');
            canvas.focus();
        });
        document.getElementById('bar').addEventListener('click', function (event) {
            var wish = event.target.getAttribute('data-do');
            if (wish === 'full')
                toggleFull();
            else if (wish)
                Module.ccall('page_do', null, ['string'], [wish]);
        });
        window.addEventListener('hashchange', function () { location.reload(); });
        window.addEventListener('message', function (event) {
            if (event.source === window.parent && event.data && event.data.ravine)
                told(event.data.ravine);
        });
        canvas.addEventListener('webglcontextlost', function (event) {
            event.preventDefault();
            Module._page_lost();
            say('The graphics of this page were lost: the picture comes back as soon as the browser has them.');
        });
        canvas.addEventListener('webglcontextrestored', function () {
            say(Module._page_restored() ? '' :
                'The graphics of this page were lost: load it again, the scene is kept.');
        });
        notes.splice(0).forEach(note);
    }

    function told(wish) {
        var step = Number(wish.step);
        Module.ccall('page_told', null, ['string', 'number'], [String(wish.scene || ''), step >= 0 ? step : -1]);
    }

    function toggleFull() {
        if (document.fullscreenElement)
            document.exitFullscreen();
        else
            document.documentElement.requestFullscreen();
    }

    // In an article the wheel is the article's until the picture was clicked.
    function onWheel(event) {
        if (embed && document.activeElement !== canvas)
            event.stopImmediatePropagation();
    }

    // ---- The module that writes PDF

    function fetchWriter() {
        var script = document.createElement('script');
        script.src = 'pdf.js';
        script.onload = beginWriter;
        script.onerror = function () { writing = -1; };
        writing = 1;
        document.head.appendChild(script);
    }

    function beginWriter() {
        writing = 1;
        RavinePdf().then(function (module) {
            writer = module;
            writing = 2;
        }, function () { writing = -1; });
    }

    // ---- The program in a worker, as errand.c asks for it

    var RUNS = -1, REFUSED = -2;

    // All of it, where the page is one file.
    function program() {
        var parts = Array.from(document.querySelectorAll('script[data-part]'));
        return parts.length ? URL.createObjectURL(new Blob(parts.map(function (part) { return part.text + '\n'; }))) :
            'ravine.js';
    }

    function hear(told, by) {
        if (by !== errand || by.state !== RUNS)
            return;
        by.begun = by.begun || told.begun;
        if (told.said)
            by.said.push(told.said);
        if (told.bytes)
            by.bytes = told.bytes;
        if (told.refused || told.status !== undefined) {
            by.worker.terminate();
            by.state = told.refused ? REFUSED : told.status;
        }
    }

    function beginErrand(line, scene, pdf) {
        var by = errand = { worker: null, state: RUNS, said: [], bytes: null, begun: false };
        var from = program();
        try {
            by.worker = new Worker(from);
        } catch (refused) {
            by.state = REFUSED;
            return;
        }
        by.worker.onmessage = function (event) { hear(event.data, by); };
        by.worker.onerror = function (event) {
            event.preventDefault();
            hear(by.begun ? { status: 1, said: event.message } : { refused: true }, by);
        };
        by.worker.postMessage({ line: line, scene: scene, pdf: pdf });
    }

    function endErrand() {
        if (errand && errand.worker)
            errand.worker.terminate();
        errand = null;
    }

    // malloc's, for C
    function given(text) {
        var size = lengthBytesUTF8(text) + 1, at = _malloc(size);
        if (at)
            stringToUTF8(text, at, size);
        return at;
    }

    var left = new Promise(openStore);

    return {
        say: say,
        start: function (module) {
            if (embed)
                document.documentElement.classList.add('embed');
            if (window.matchMedia('(pointer: coarse)').matches)
                document.documentElement.classList.add('touch');
            canvas.addEventListener('wheel', onWheel, true);
            module.canvas = canvas;
            module.addRunDependency('kept');
            left.then(function (text) {
                if (text && !embed)
                    FS.writeFile('/kept.yaml', text);
                module.removeRunDependency('kept');
            });
            if ('serviceWorker' in navigator && location.protocol !== 'file:')
                navigator.serviceWorker.register('worker.js').catch(function () {
                    if (!embed)
                        note('this page opens only while its server is there: the browser let it keep nothing');
                });
        },
        begun: function () {
            document.documentElement.setAttribute('data-begun', '1');
            listen();
            if (!embed)
                canvas.focus();
        },
        keeps: function () { return embed || kept ? 1 : 0; },
        keep: function (text) {
            if (!embed)
                store('readwrite', function (scenes) { scenes.put(text, 'last'); });
        },
        copy: function (text) {
            function aside() {
                var area = document.createElement('textarea');
                area.value = text;
                document.body.appendChild(area);
                area.select();
                document.execCommand('copy');
                area.remove();
                canvas.focus();
            }
            if (navigator.clipboard)
                navigator.clipboard.writeText(text).catch(aside);
            else
                aside();
        },
        pasted: function () { return given(clip); },
        deliver: function (name) {
            var link = document.createElement('a');
            link.href = URL.createObjectURL(new Blob([FS.readFile(name)]));
            link.download = name.replace(/.*\//, '');
            link.click();
            setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
        },
        pick: function () { file.click(); },
        share: function (hash) {
            history.replaceState(null, '', hash);
            Ravine.copy(location.href);
        },
        entry: function (open) {
            if (!document.documentElement.classList.contains('touch'))
                return;
            if (open) {
                line.value = ' ';
                line.focus();
            } else if (document.activeElement === line)
                canvas.focus();
        },
        keys: function () { return keyed || !document.documentElement.classList.contains('touch') ? 1 : 0; },
        release: function () { canvas.blur(); },
        writer: function () { return writer; },
        writerIs: function (fetch) {
            if (fetch && writing <= 0) {
                if (window.RavinePdf)
                    beginWriter();
                else
                    fetchWriter();
            }
            var is = writing;
            if (is < 0)
                writing = 0; // told once
            return is;
        },
        errand: {
            begin: beginErrand,
            state: function () { return errand.state; },
            said: function () { return errand && errand.said.length ? given(errand.said.shift()) : 0; },
            take: function (path) { FS.writeFile(path, errand.bytes, { canOwn: true }); },
            end: endErrand,
        },
        tell: function (scene, step) {
            if (embed && window.parent !== window)
                window.parent.postMessage({ ravine: scene ? { scene: scene, step: step } : { step: step } }, '*');
        },
        words: function (text) { document.getElementById('words').textContent = text; },
    };
})();

if (Ravine) {
    // The link is an argument of the program; what an article's reader likes to read on is its last part.
    Module['arguments'] = location.hash.length < 2 ? [] :
        [location.hash + '&scheme=' + (window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark')];
    Module['print'] = function (text) { console.log(text); };
    Module['printErr'] = function (text) {
        console.warn(text);
        if (!document.documentElement.hasAttribute('data-begun') && /^ravine: /.test(text))
            Ravine.say(/OpenGL/.test(text) ?
                'Ravine draws with WebGL 2, which this browser or its graphics do not give.' :
                text.replace(/^ravine: /, ''));
    };
    // What takes long, index.html has begun before this script came: the code, and the context, as SDL is going to ask
    // for it.
    if (window.ravineCode)
        Module['instantiateWasm'] = function (imports, done) {
            ravineCode.catch(function () {
                return fetch('ravine.wasm').then(function (answer) { return answer.arrayBuffer(); })
                    .then(function (bytes) { return WebAssembly.compile(bytes); }); // a server that calls it otherwise
            }).then(function (code) {
                return WebAssembly.instantiate(code, imports);
            }).then(done, function (fault) { abort(fault); });
            return {};
        };
    Module['preRun'] = [].concat(Module['preRun'] || [], function () {
        ENV.RAVINE_GL = 'es';
        ENV.SDL_EMSCRIPTEN_KEYBOARD_ELEMENT = '#canvas';
        if (window.matchMedia('(prefers-reduced-motion: reduce)').matches)
            ENV.RAVINE_REDUCED_MOTION = '1';
        FS.mkdir('/files');
        FS.mkdir('/errand');
        FS.chdir('/files');
        Ravine.start(Module);
    });
}
