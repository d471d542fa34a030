// Runs the packaged extension without Visual Studio Code: as much of its API as the extension and
// vscode-languageclient use, over one open file. What they tell the editor is printed as JSON.
"use strict";

const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [folder, command, file] = process.argv.slice(2);
const seen = { errors: [], diagnostics: [], languages: [] };

class Disposable {
  dispose() {}
  static from() {
    return new Disposable();
  }
}
class EventEmitter {
  constructor() {
    this.listeners = [];
    this.event = (listener, self) => {
      this.listeners.push(listener.bind(self));
      return new Disposable();
    };
  }
  fire(event) {
    this.listeners.forEach((listener) => listener(event));
  }
  dispose() {}
}
class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(a, b, c, d) {
    this.start = typeof a === "number" ? new Position(a, b) : a;
    this.end = typeof a === "number" ? new Position(c, d) : b;
  }
}
class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}
class Uri {
  constructor(text) {
    this.text = text;
    const url = new URL(text);
    Object.assign(this, { scheme: url.protocol.slice(0, -1), fsPath: decodeURIComponent(url.pathname) });
  }
  static parse(text) {
    return new Uri(text);
  }
  toString() {
    return this.text;
  }
}
class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  cancel() {}
  dispose() {}
}
class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }
}
CodeActionKind.Empty = new CodeActionKind("");

const nothing = () => new Disposable();
const events = () => nothing;
/** Whatever is not written down: a class, a number of an enumeration, a function. */
function rest(known) {
  return new Proxy(known, {
    get: (from, name) => {
      if (!(name in from) && typeof name === "string") {
        from[name] = /^(on|register|create)/.test(name) ? nothing : rest(function () {});
      }
      return from[name];
    },
  });
}

const document = {
  uri: new Uri(pathToFileURL(file).href),
  languageId: "yaml",
  version: 1,
  isClosed: false,
  fileName: file,
  getText: () => fs.readFileSync(file, "utf8"),
};
const changed = new EventEmitter();
const vscode = rest({
  CancellationTokenSource,
  CodeActionKind,
  Disposable,
  EventEmitter,
  Position,
  Range,
  Diagnostic,
  Uri,
  version: "1.82.0",
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  env: rest({ language: "zh-cn", appName: "test", onDidChangeTelemetryEnabled: events() }),
  commands: rest({ registerCommand: nothing, executeCommand: async () => undefined }),
  window: rest({
    tabGroups: rest({ all: [], onDidChangeTabs: nothing }),
    visibleTextEditors: [],
    createOutputChannel: () => ({ append() {}, appendLine() {}, show() {}, dispose() {} }),
    showErrorMessage: async (message) => void seen.errors.push(message),
  }),
  workspace: rest({
    textDocuments: [document],
    notebookDocuments: [],
    workspaceFolders: undefined,
    onDidChangeTextDocument: changed.event,
    getConfiguration: (section) => ({
      get: (key, usual) => (section === "ptgen" && key === "command" ? command : usual),
    }),
    createFileSystemWatcher: () => rest({ dispose() {} }),
  }),
  languages: rest({
    match: () => 10,
    setTextDocumentLanguage: async (of, language) => void seen.languages.push([of.fileName, language]),
    createDiagnosticCollection: () => ({
      set: (uri, found) => (seen.diagnostics = found),
      delete() {},
      clear() {},
      dispose() {},
    }),
  }),
});

const load = Module._load;
Module._load = (name, ...more) => (name === "vscode" ? vscode : load(name, ...more));

async function until(done) {
  for (const end = Date.now() + 20000; !done() && Date.now() < end; ) {
    await new Promise((go) => setTimeout(go, 20));
  }
}

async function main() {
  const extension = require(path.join(folder, "extension.js"));
  const context = { subscriptions: [] };
  await extension.activate(context);
  await until(() => seen.diagnostics.length > 0 || seen.errors.length > 0);
  await extension.deactivate();
  process.stdout.write(JSON.stringify(seen));
  process.exit(0);
}

main().catch((failure) => {
  process.stderr.write(`${failure.stack}\n`);
  process.exit(1);
});
