// The program in a worker beside the page: the same file where there is no page. It is told a command line and a scene,
// and gives back what it says, how it ended, and the bytes of its file.
if (!Ravine)
    Ravine = (function () {
        var folder = '/errand/', words = [], line = [];
        var canvas = null; // that nobody sees
        var writer = null; // of PDF
        var told = new Promise(function (resolve) {
            self.onmessage = function (event) { resolve(event.data); };
        });

        function say(words) { postMessage({ said: words }); }

        function end(status) {
            var bytes = status ? null : FS.readFile(folder + 'bytes');
            postMessage({ status: status, bytes: bytes }, bytes ? [bytes.buffer] : []);
        }

        // The first that it says is whether it can draw at all.
        function open() {
            try {
                canvas = new OffscreenCanvas(1, 1);
            } catch (refused) {
                canvas = null;
            }
            var can = canvas && canvas.getContext('webgl2');
            postMessage(can ? { begun: true } : { refused: true });
            return can;
        }

        function fetchWriter() {
            if (!self.RavinePdf)
                importScripts('pdf.js');
            return RavinePdf().then(function (module) { writer = module; });
        }

        function prepare(errand) {
            if (!open())
                return;
            words.push.apply(words, errand.line.split('\n'));
            FS.mkdir(folder);
            FS.writeFile(folder + 'scene.yaml', errand.scene);
            new Promise(function (done) { done(errand.pdf && fetchWriter()); }).then(function () {
                setTimeout(function () { Module.removeRunDependency('errand'); }, 0);
            }, function () {
                say('the writer of PDF cannot be fetched: take svg, or try again');
                end(1);
            });
        }

        Module['arguments'] = words;
        Module['stderr'] = function (letter) {
            if (letter === 10)
                say(new TextDecoder().decode(new Uint8Array(line.splice(0))));
            else if (letter !== null)
                line.push(letter);
        };
        Module['quit'] = function (status, how) {
            end(status);
            throw how;
        };
        Module['preRun'] = [].concat(Module['preRun'] || [], function () {
            ENV.RAVINE_GL = 'es';
            Module.addRunDependency('errand');
            told.then(prepare);
        });

        return {
            draw: function () {
                var context = GL.createContext(canvas, { majorVersion: 2 });
                GL.makeContextCurrent(context);
                return context;
            },
            writer: function () { return writer; },
        };
    })();
