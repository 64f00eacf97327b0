"use strict";
/* Fetches the state repeatedly, and changes only the lines that changed: focus and opened
   details stay. Texts of the state become text nodes. */
(function () {
  const STATE = "/-/state";
  const POLL_INTERVAL = 1000;
  let tag = "";
  let isPaused = false;
  let timer = 0;
  let isAsking = false;

  function byId(id) { return document.getElementById(id); }

  /* An element with a class and children, which are elements or texts. */
  function element(name, kind, ...children) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.append(...children);
    return made;
  }

  function time(milliseconds) {
    const date = new Date(milliseconds);
    const made = element("time", "", date.toLocaleTimeString());
    made.dateTime = date.toISOString();
    return made;
  }

  function facts(list) {
    const made = element("p", "facts");
    list.forEach(function (fact) { if (fact) made.append(element("span", "", fact)); });
    return made;
  }

  function count(number, one, many) {
    return number + " " + (number === 1 ? one : many);
  }

  function subTickets(ticket) {
    if (!ticket.sub_tickets) return "";
    const words = count(ticket.sub_tickets, "sub-ticket", "sub-tickets");
    if (ticket.ended) return words + ", " + ticket.ended + " ended";
    return ticket.started ? words + ", " + ticket.started + " started" : words;
  }

  function fillTicket(item, ticket) {
    const state = ticket.is_ready ? ticket.state : "being made";
    item.append(
      element("div", "line",
        element("span", "badge", ticket.kind),
        element("span", "grow title", ticket.title || "without a title"),
        element("span", ticket.is_ready ? "state" : "state waiting", state)),
      facts([element("code", "", ticket.number), subTickets(ticket), "last: " + ticket.action, time(ticket.updated)]));
  }

  const VERDICTS = {
    waiting: ["waiting", "waiting"],
    accepted: ["accepted", "accepted"],
    refused: ["refused", "refused"],
    cut: ["broken", "cut off"],
    reset: ["broken", "reset"],
    gone: ["broken", "client left"]
  };

  function violation(found) {
    const source = [found.rule];
    if (found.page) source.push(found.page + (found.table ? ", Table " + found.table : ""));
    const item = element("li", "", element("code", "", found.pointer || "(request)"), " ");
    if (found.severity === "warning") item.append(element("span", "warning", "warning "));
    item.append(found.message, element("span", "rule", element("code", "", source[0]), source[1] ? " · " + source[1] : ""));
    return item;
  }

  function fillRequest(item, request) {
    const verdict = request.verdict;
    const words = VERDICTS[verdict.kind];
    item.append(
      element("div", "line",
        element("span", "badge " + words[0], verdict.status ? words[1] + " " + verdict.status : words[1]),
        element("span", "grow", element("code", "", request.method + " " + request.path))),
      facts([
        request.operation || "no operation",
        verdict.code,
        request.is_injected ? "failure on request" : "",
        request.milliseconds === null ? "" : request.milliseconds + " ms",
        time(request.time)
      ]));
    if (verdict.message) item.append(element("p", "message", verdict.message));
    const found = verdict.violations;
    if (!found || !found.list.length) return;
    const all = found.list.length + found.more;
    const isRefused = verdict.kind === "refused";
    const title = isRefused ? count(all, "violation", "violations") : count(all, "warning", "warnings");
    const list = element("ul", "violations");
    list.append(...found.list.map(violation));
    if (found.more) list.append(element("li", "", "and " + found.more + " more"));
    const details = element("details", "", element("summary", "", title), list);
    details.open = isRefused;
    item.append(details);
  }

  /* Makes the lines of a list those of the state. A line that did not change stays. */
  function show(id, part, fill, one, many) {
    const list = byId(id);
    const known = {};
    Array.from(list.children).forEach(function (item) { known[item.dataset.key] = item; });
    let next = list.firstElementChild;
    part.newest.forEach(function (entry) {
      const text = JSON.stringify(entry);
      let item = known[entry.number];
      delete known[entry.number];
      if (!item) {
        item = document.createElement("li");
        item.dataset.key = entry.number;
      }
      if (item.shown !== text) {
        let summary = item.querySelector("summary");
        const hadFocus = summary !== null && summary === document.activeElement;
        item.textContent = "";
        fill(item, entry);
        item.shown = text;
        summary = item.querySelector("summary");
        if (hadFocus && summary) summary.focus();
      }
      if (item === next) next = next.nextElementSibling;
      else list.insertBefore(item, next);
    });
    Object.keys(known).forEach(function (key) { known[key].remove(); });
    byId(id + "-empty").hidden = part.newest.length > 0;
    let words = count(part.total, one, many);
    if (part.newest.length < part.total) words = "the newest " + part.newest.length + " of " + words;
    byId(id + "-count").textContent = part.total ? words : "";
  }

  function status(kind, words) {
    const line = byId("status");
    if (line.textContent === words) return;
    line.className = kind;
    line.textContent = words;
  }

  function ask() {
    if (isPaused || document.hidden || isAsking) return;
    isAsking = true;
    const options = { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {}, signal: AbortSignal.timeout(10000) };
    fetch(STATE, options).then(function (response) {
      if (response.status === 304) return null;
      if (!response.ok) throw new Error("status " + response.status);
      return response.json().then(function (state) {
        if (isPaused) return;
        show("tickets", state.tickets, fillTicket, "ticket", "tickets");
        show("requests", state.requests, fillRequest, "request", "requests");
        tag = response.headers.get("ETag") || "";
      });
    }).then(function () {
      if (!isPaused) status("live-on", "Live");
    }, function () {
      if (!isPaused) status("live-off", "No connection, trying again");
    }).then(function () {
      isAsking = false;
      clearTimeout(timer);
      timer = setTimeout(ask, POLL_INTERVAL);
    });
  }

  byId("endpoint").textContent = window.location.origin;
  byId("pause").addEventListener("click", function () {
    isPaused = !isPaused;
    byId("pause").setAttribute("aria-pressed", String(isPaused));
    if (isPaused) status("", "Paused");
    else ask();
  });
  document.addEventListener("visibilitychange", ask);
  ask();
})();
