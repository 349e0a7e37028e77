// Offline after the first visit: the files of one build are kept together, and go together when there is another.
var build = 'ravine-BUILD';
var files = ['./', 'index.html', 'ravine.js', 'ravine.wasm', 'ravine.data'];

self.addEventListener('install', function (event) {
    event.waitUntil(caches.open(build).then(function (cache) { return cache.addAll(files); })
        .then(function () { return self.skipWaiting(); }));
});

self.addEventListener('activate', function (event) {
    event.waitUntil(caches.keys().then(function (names) {
        return Promise.all(names.filter(function (name) { return /^ravine-/.test(name) && name !== build; })
            .map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); }));
});

// What writes PDF is kept once it was needed.
function fetched(request) {
    return fetch(request).then(function (answer) {
        if (answer.ok && /\/pdf\.js$/.test(request.url)) {
            var copy = answer.clone();
            caches.open(build).then(function (cache) { cache.put(request, copy); });
        }
        return answer;
    });
}

self.addEventListener('fetch', function (event) {
    if (event.request.method !== 'GET')
        return;
    event.respondWith(caches.open(build).then(function (cache) {
        return cache.match(event.request, { ignoreSearch: true });
    }).then(function (found) { return found || fetched(event.request); }));
});
