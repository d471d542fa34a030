// Browsers start no worker for pages that are opened as files. There a hidden frame, which shares
// the page's thread, stands for the worker that searches; it looks for the name IFrameWorker.
if (location.protocol === "file:") {
  const IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inside.importScripts = (...addresses) =>
        addresses.reduce(
          (before, one) =>
            before.then(
              () =>
                new Promise((done, failed) => {
                  const script = inside.document.createElement("script");
                  script.src = one;
                  script.onload = done;
                  script.onerror = failed;
                  inside.document.body.append(script);
                }),
            ),
          Promise.resolve(),
        );
      this.ready = inside.importScripts(String(address));
    }

    postMessage(data) {
      this.ready.then(() =>
        this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })),
      );
    }

    set onmessage(listener) {
      this.addEventListener("message", listener);
    }

    terminate() {
      this.frame.remove();
    }
  };
  window.Worker = window.IFrameWorker = IFrameWorker;
}
