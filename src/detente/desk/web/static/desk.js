"use strict";
// Everything here makes pages quicker to use; all of them work without it.
(function () {
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const DAY_MS = 86400000;
  const live = $("#live");

  // The slider and the date say the same.
  for (const form of $$("[data-asof]")) {
    const date = $("input[type=date]", form);
    const slider = $("input[type=range]", form);
    const first = Date.parse(slider.dataset.first);
    const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    slider.addEventListener("input", () => {
      const day = new Date(first + slider.valueAsNumber * DAY_MS);
      date.value = day.toISOString().slice(0, 10);
      slider.setAttribute("aria-valuetext", format.format(day));
    });
    slider.addEventListener("change", () => form.requestSubmit());
    date.addEventListener("input", () => {
      if (date.value) slider.value = String(Math.round((Date.parse(date.value) - first) / DAY_MS));
    });
    // An empty choice need not stand in the address; the last day is now.
    form.addEventListener("submit", () => {
      if (date.value === date.max) date.disabled = true;
    });
  }
  for (const form of $$("form.filters")) {
    form.addEventListener("submit", () => {
      for (const field of $$("input,select", form)) if (!field.value) field.disabled = true;
    });
  }
  addEventListener("pageshow", () => {
    for (const field of $$("form.filters [disabled], .asof [disabled]")) field.disabled = false;
  });

  // What charts and maps say when pointed at.
  let tip = null;
  const label = (node) => {
    const at = node instanceof Element ? node.closest(".chart [data-label], .map g") : null;
    if (!at) return "";
    return at.dataset.label || ($("title", at) || {}).textContent || "";
  };
  document.addEventListener("mousemove", (event) => {
    const words = label(event.target);
    if (!words) {
      if (tip) tip.remove();
      tip = null;
      return;
    }
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "tip-box";
      tip.setAttribute("aria-hidden", "true");
      document.body.append(tip);
    }
    tip.textContent = words;
    const left = Math.max(4, Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8));
    // By the object model: a style attribute would be against the page's policy.
    tip.style.left = left + "px";
    tip.style.top = event.clientY + 16 + "px";
  });

  // Live: a page that nobody is writing in shows what is new by itself.
  const busy = () =>
    document.activeElement && document.activeElement !== document.body && document.activeElement.id !== "main";
  const still = /^\/(review|add|docs)/.test(location.pathname) || location.search.includes("as_of=");
  let waiting = false;
  let again = false;
  const say = (words, link) => {
    live.textContent = words + " ";
    if (link) {
      const a = document.createElement("a");
      a.href = location.href;
      a.textContent = link;
      live.append(a);
    }
  };
  const renew = async () => {
    if (waiting) {
      // What was told while the page was on its way may be later than the page.
      again = true;
      return;
    }
    if (/^\/whatif/.test(location.pathname) && !$("[data-waiting]")) return;
    waiting = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = $("#main", page);
      const known = $(".known", page);
      if (!fresh) return;
      if (busy() || getSelection().toString()) {
        say("There is something new.", "Show it");
        return;
      }
      const top = scrollY;
      $("#main").replaceChildren(...fresh.childNodes);
      if (known && $(".known")) $(".known").replaceChildren(...known.childNodes);
      scrollTo(0, top);
      say("Renewed at " + new Date().toLocaleTimeString("en-GB") + ".");
    } finally {
      waiting = false;
      if (again) {
        again = false;
        renew();
      }
    }
  };
  const showJob = (job) => {
    const list = $("#jobs");
    if (!list) return;
    let item = $$("[data-job]", list).find((one) => one.dataset.job === job.id);
    if (!item) {
      item = document.createElement("li");
      item.dataset.job = job.id;
      list.prepend(item);
      for (const none of $$(".none", list)) none.remove();
    }
    const done = ["added", "there already", "failed"].includes(job.step);
    item.className = (done ? "done " : "") + job.step.replace(" ", "-");
    const step = document.createElement("b");
    step.className = "step";
    step.textContent = job.step;
    const link = job.report && done && job.step !== "failed";
    const what = document.createElement(link ? "a" : "span");
    if (link) what.href = "/report/" + encodeURIComponent(job.report);
    what.textContent = (job.headline || job.name).slice(0, 110);
    const meta = document.createElement("span");
    meta.className = "meta";
    const events = job.mentions === null ? "" : job.mentions === 1 ? "1 event" : job.mentions + " events";
    meta.textContent = job.message ? job.message + (job.hint ? " (" + job.hint + ")" : "") : events;
    item.replaceChildren(step, " ", what, " ", meta);
  };
  let stream = null;
  const connect = () => {
    stream = new EventSource("/api/stream");
    stream.addEventListener("job", (event) => showJob(JSON.parse(event.data)));
    // What happened between the page's making and now was told to nobody.
    stream.addEventListener("open", async () => {
      if ($("[data-waiting]")) renew();
      if (!$("#jobs")) return;
      const answer = await fetch("/api/jobs");
      if (answer.ok) for (const job of (await answer.json()).reverse()) showJob(job);
    });
    stream.addEventListener("ready", () => {
      // Something was worked out that the page was waiting for.
      if ($("[data-waiting]")) renew();
    });
    stream.addEventListener("changed", () => {
      if (still) {
        if (!/^\/(review|add)/.test(location.pathname)) say("The ledger has changed.", "Load the page again");
      } else renew();
    });
  };
  if (live) {
    connect();
    addEventListener("pagehide", () => stream.close());
    addEventListener("pageshow", (event) => event.persisted && connect());
  }

  // Files may be dropped on the form.
  const add = $("[data-add]");
  if (add) {
    const files = $("input[type=file]", add);
    add.addEventListener("dragover", (event) => {
      event.preventDefault();
      add.classList.add("over");
    });
    add.addEventListener("dragleave", () => add.classList.remove("over"));
    add.addEventListener("drop", (event) => {
      event.preventDefault();
      add.classList.remove("over");
      if (event.dataTransfer.files.length) files.files = event.dataTransfer.files;
    });
    add.addEventListener("submit", () => {
      const button = $("button", add);
      button.textContent = "Sending …";
    });
  }

  // Review: verdicts from the keyboard, while a card has the focus.
  const review = $("#review");
  if (review) {
    const cards = () => $$(".card", review);
    const move = (card, by) => {
      const all = cards();
      const next = all[all.indexOf(card) + by];
      if (next) next.focus();
    };
    const send = async (card, form, verdict) => {
      const data = new FormData(form);
      data.set("verdict", verdict);
      const answer = await fetch("/review", {
        method: "POST",
        body: new URLSearchParams([...data]),
        headers: { "x-desk": "1" },
      });
      if (!answer.ok) {
        say("That was refused. Load the page again.", "Load");
        return;
      }
      card.dataset.verdict = verdict;
      const words = { confirmed: "Right", discarded: "No such event", corrected: "Corrected", same: "One event", apart: "Two events" };
      $$(".verdicts,.correct,.said", card).forEach((node) => (node.hidden = verdict !== "undo" && !node.classList.contains("said")));
      const old = $(".said", card);
      if (old) old.remove();
      card.classList.toggle("gone", verdict !== "undo");
      if (words[verdict]) {
        const said = document.createElement("p");
        said.className = "said";
        said.textContent = words[verdict] + ". ";
        if (verdict in { confirmed: 1, discarded: 1, corrected: 1 }) {
          const undo = document.createElement("button");
          undo.className = "quiet";
          undo.type = "button";
          undo.textContent = "undo";
          undo.addEventListener("click", () => send(card, $("form.verdicts", card), "undo"));
          said.append(undo);
        }
        card.append(said);
        live.textContent = words[verdict] + ".";
        if (document.activeElement && card.contains(document.activeElement)) move(card, 1);
      } else {
        live.textContent = "Taken back.";
        card.focus();
      }
    };
    review.addEventListener("submit", (event) => {
      const card = event.target.closest(".card");
      if (!card) return;
      event.preventDefault();
      const verdict = event.submitter && event.submitter.value ? event.submitter.value : "corrected";
      send(card, event.target, verdict);
    });
    review.addEventListener("keydown", (event) => {
      const card = event.target;
      // Only on the card itself: in a field a letter is a letter.
      if (!card.classList.contains("card") || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === "j" || key === "k") move(card, key === "j" ? 1 : -1);
      else if (key === "u" && card.dataset.verdict) send(card, $("form.verdicts", card), "undo");
      else if (!card.classList.contains("gone")) {
        const target = $('[data-key="' + (/^[a-z]$/.test(key) ? key : "-") + '"]', card);
        if (!target) return;
        if (target.tagName === "SUMMARY") {
          target.parentElement.open = true;
          $("select,input:not([type=hidden])", target.parentElement).focus();
        } else send(card, target.form, target.value);
      } else return;
      event.preventDefault();
    });
    const first = cards()[0];
    if (first && !location.hash && document.activeElement === document.body) first.focus({ preventScroll: true });
  }
})();
