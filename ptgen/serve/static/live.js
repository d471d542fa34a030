// 文件存盘后，只换页面里有变化的部分；展开的明细、焦点和滚动位置不变。
"use strict";
const parts = (root) => [...root.querySelectorAll("[data-part]")];
const served = new Map(parts(document).map((part) => [part.id, part.outerHTML]));
const said = document.getElementById("live");
let stamp = document.body.dataset.stamp;
let turns = 0;
let source = null;

// 文书有多高，框就有多高：整页一起滚动。
function fit(frame) {
  const body = frame.contentDocument?.body;
  if (!body) return;
  const { marginTop, marginBottom } = getComputedStyle(body);
  const bar = frame.offsetHeight - frame.contentDocument.documentElement.clientHeight;
  const height = body.offsetHeight + parseFloat(marginTop) + parseFloat(marginBottom);
  const whole = `${Math.ceil(height + Math.max(bar, 0))}px`;
  if (frame.style.height !== whole) steady(() => (frame.style.height = whole));
}

// 页面在变，正在看的地方不动：变的时候，看得见的第一部分（最好是不变的）留在原处。
function steady(change, changing = () => false) {
  const below = document.querySelector(".top").offsetHeight;
  const seen = parts(document).filter((part) => {
    const { top, bottom, height } = part.getBoundingClientRect();
    return height > 0 && bottom > below && top < innerHeight && !part.closest(".top");
  });
  const kept = seen.find((part) => !changing(part)) ?? seen[0];
  const top = () => document.getElementById(kept?.id)?.getBoundingClientRect().top ?? 0;
  const before = top();
  change();
  scrollBy({ top: top() - before, behavior: "instant" });
}

function watchFrames() {
  for (const frame of document.querySelectorAll("iframe")) {
    frame.addEventListener("load", () => fit(frame));
    fit(frame);
  }
}

function swap(part, html) {
  const open = [...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  // 新的文书装好以前，框先和旧的一样高，免得页面跳动。
  const heights = [...part.querySelectorAll("iframe[id]")].map((one) => [one.id, one.style.height]);
  part.outerHTML = html;
  for (const [id, state] of open) {
    const details = document.getElementById(id);
    if (details) details.open = state;
  }
  for (const [id, height] of heights) {
    const frame = document.getElementById(id);
    if (frame) frame.style.height = height;
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function renew() {
  const turn = ++turns;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.body.dataset.stamp) {
    say(`没有更新：${fresh.querySelector("main p").textContent}`, true);
    return;
  }
  if (turn !== turns) return; // 后来的一次已经在路上
  const coming = parts(fresh);
  const same = coming.length === served.size && coming.every((part) => served.has(part.id));
  if (!same || coming.some((part) => "reload" in part.dataset && part.outerHTML !== served.get(part.id))) {
    location.reload();
    return;
  }
  const changed = new Map(coming.map((part) => [part.id, part.outerHTML]).filter(([id, html]) => html !== served.get(id)));
  steady(() => {
    for (const [id, html] of changed) {
      swap(document.getElementById(id), html);
      served.set(id, html);
    }
  }, (part) => changed.has(part.id));
  document.title = fresh.title;
  watchFrames();
  stamp = fresh.body.dataset.stamp;
  say(`已更新 ${new Date().toLocaleTimeString("zh-CN")}`);
}

function say(text, lost = false) {
  said.textContent = text;
  said.classList.toggle("lost", lost);
}

// 查找：边写边找，网址跟着变，不整页重来。
function search(form) {
  const asked = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value || name === "folder"));
  history.replaceState(null, "", `${form.action}?${asked}`);
  renew().catch(() => form.submit());
}

for (const form of document.querySelectorAll("form[data-live]")) {
  let soon = 0;
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(search, 150, form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(soon);
    search(form);
  });
}

function listen() {
  source = new EventSource("/events");
  source.onopen = () => {
    say("存盘后自动更新");
  };
  source.onmessage = ({ data }) => {
    if (data !== stamp) renew().catch(() => location.reload());
  };
  source.onerror = () => say("已断开，页面可能不是最新的", true);
}

// 浏览器同时只开少数几个连接：看不见的页面让出来，看见时再接上。
document.addEventListener("visibilitychange", () => {
  if (document.hidden) source?.close();
  else if (stamp) listen();
});
window.addEventListener("resize", () => document.querySelectorAll("iframe").forEach((frame) => fit(frame)));
window.addEventListener("pagehide", () => source?.close());
watchFrames();
if (stamp && !document.hidden) listen();
