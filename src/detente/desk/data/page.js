"use strict";
(function () {
  const words = [...document.querySelectorAll("[data-m]")].map((node) => [
    node,
    new Map(node.dataset.m.split(" ").map((pair) => pair.split(":"))),
  ]);
  const records = [...document.querySelectorAll(".rec[data-e]")];
  let pinned = [];

  const eventsOf = (node) => {
    const at = node instanceof Element ? node.closest("[data-m],[data-e]") : null;
    if (!at) return [];
    if (at.dataset.e) return [at.dataset.e];
    const pairs = at.dataset.m.split(" ").map((pair) => pair.split(":"));
    const own = pairs.filter((pair) => pair[1] === "trigger");
    return (own.length ? own : pairs).map((pair) => pair[0]);
  };

  const show = (events) => {
    const last = new Map();
    for (const [node, roles] of words) {
      const event = events.find((number) => roles.has(number));
      node.classList.toggle("on", event !== undefined);
      const role = event === undefined ? "" : roles.get(event).replace("-", " ");
      // A role is written over the first of its words, not over each piece of them; a trigger needs no name.
      if (role && role !== "trigger" && events.length === 1 && last.get(role) !== node.previousSibling) {
        node.dataset.role = role;
      } else {
        delete node.dataset.role;
      }
      if (role) last.set(role, node);
    }
    for (const record of records) record.classList.toggle("on", events.includes(record.dataset.e));
  };

  const reveal = (node) => {
    const box = node.closest(".records, .panel");
    const scrolls = [...document.querySelectorAll(".records, .panel")].some(
      (one) => one.contains(node) && getComputedStyle(one).overflowY === "auto",
    );
    if (box && scrolls) node.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("mouseover", (event) => {
    const events = eventsOf(event.target);
    show(events.length ? events : pinned);
  });
  document.addEventListener("focusin", (event) => {
    const events = eventsOf(event.target);
    if (events.length) show(events);
  });
  document.addEventListener("click", (event) => {
    const events = eventsOf(event.target);
    pinned = events;
    show(events);
    const word = event.target instanceof Element ? event.target.closest("[data-m]") : null;
    const record = events.length ? document.getElementById("e" + events[0]) : null;
    if (word && record && matchMedia("(min-width:62rem)").matches) {
      event.preventDefault();
      reveal(record);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show((pinned = []));
  });
  if (/^#[ew]\d+$/.test(location.hash)) show((pinned = [location.hash.slice(2)]));
})();
