// Starts `ptgen lsp` and lets Visual Studio Code talk to it; all that is shown comes from there.
"use strict";

const os = require("node:os");
const vscode = require("vscode");
const { LanguageClient, RevealOutputChannelOn } = require("vscode-languageclient/node");

let client;

/** The command, without what an untrusted workspace may have set. */
function serverOptions() {
  const command = vscode.workspace.getConfiguration("ptgen").get("command", "ptgen");
  // Not in the workspace: a program of the same name could lie there.
  return { command, args: ["lsp"], options: { cwd: os.homedir() } };
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
  client = new LanguageClient("ptgen", "ptgen", serverOptions(), clientOptions());
  try {
    await client.start();
  } catch (failure) {
    const open = "打开设置";
    const message = `ptgen 没有启动：${failure.message}。请装好 ptgen，或在设置里写出它的路径`;
    if ((await vscode.window.showErrorMessage(message, open)) === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "ptgen.command");
    }
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
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("ptgen.command")) {
        await restart();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
