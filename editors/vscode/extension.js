// Starts `ptgen lsp` and lets Visual Studio Code talk to it; all that is shown comes from there.
"use strict";

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient, RevealOutputChannelOn } = require("vscode-languageclient/node");

let client;

function serverOptions() {
  const command = vscode.workspace.getConfiguration("ptgen").get("command", "ptgen");
  // Not in the workspace: a program of the same name could lie there.
  return { command, args: ["lsp"], options: { cwd: os.homedir() } };
}

function isInstalled({ command, options }) {
  return new Promise((resolve) => {
    execFile(command, ["--version"], options, (failure) => resolve(!failure));
  });
}

/**
 * Whether a file is one of ours: then it gets our language, and extensions for YAML leave it alone.
 * People keep other things below a folder named projects too.
 */
function isOurs({ uri, languageId }) {
  const parts = uri.fsPath.split(path.sep);
  const at = parts.lastIndexOf("projects");
  if (languageId !== "yaml" || uri.scheme !== "file" || at < 0) {
    return false;
  }
  const signs = [
    path.join(parts.slice(0, at).join(path.sep), "ptgen.toml"),
    path.join(path.dirname(uri.fsPath), "unit.yaml"),
  ];
  return signs.some((file) => fs.existsSync(file));
}

async function claim(document) {
  if (isOurs(document)) {
    await vscode.languages.setTextDocumentLanguage(document, "ptgen");
  }
}

function clientOptions() {
  return {
    documentSelector: [
      { scheme: "file", language: "ptgen" },
      { scheme: "file", language: "yaml" },
      { scheme: "file", pattern: "**/ptgen.toml" },
    ],
    outputChannelName: "ptgen",
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
}

async function start() {
  const server = serverOptions();
  if (await isInstalled(server)) {
    client = new LanguageClient("ptgen", "ptgen", server, clientOptions());
    await client.start();
    return;
  }
  const open = "打开设置";
  const message = `没有找到 ptgen（${server.command}）。请先装好它，或在设置里写出它的完整路径`;
  if ((await vscode.window.showErrorMessage(message, open)) === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "ptgen.command");
  }
}

async function stop() {
  const former = client;
  client = undefined;
  if (former?.needsStop()) {
    await former.stop();
  }
}

async function activate(context) {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("ptgen.restart", restart),
    vscode.workspace.onDidOpenTextDocument(claim),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("ptgen.command")) {
        await restart();
      }
    }),
  );
  await Promise.all(vscode.workspace.textDocuments.map(claim));
  await start();
}

module.exports = { activate, deactivate: stop };
