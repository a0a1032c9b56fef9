// Loads the bundle of the extension with a stub in place of `vscode`: what Node has to do before `activate` can be called.
const { Module } = require('node:module');

/** Stands for whatever the bundle takes from `vscode`: classes that it extends, enumerations, namespaces. @returns {any} */
function stub() {
  return new Proxy(class {}, { get: (target, name) => (name in target ? Reflect.get(target, name) : stub()) });
}

/** @type {any} */
const loader = Module;
const load = loader._load;
loader._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  request === 'vscode' ? stub() : load(request, ...rest);

require(String(process.argv[2]));
