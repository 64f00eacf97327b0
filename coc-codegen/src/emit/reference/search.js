(function () {
  "use strict";
  var LIMIT = 50;
  var base = document.documentElement.dataset.base;
  var form = document.getElementById("search-form");
  var input = document.getElementById("search");
  var count = document.getElementById("search-count");
  var results = document.getElementById("search-results");
  // An entry is a kind, a name, a place and words.
  var entries = (window.referenceEntries || []).map(function (entry) {
    var name = entry[1].toLowerCase();
    return { entry: entry, name: name, all: name + " " + entry[3].toLowerCase() };
  });
  form.hidden = false;

  function rank(name, query) {
    if (name === query || name.endsWith("." + query)) return 0;
    if (name.startsWith(query)) return 1;
    return name.includes(query) ? 2 : 3;
  }

  function show() {
    var query = input.value.trim().toLowerCase();
    var terms = query.split(/\s+/);
    results.textContent = "";
    count.textContent = "";
    if (!query) return;
    var found = entries.filter(function (it) {
      return terms.every(function (term) { return it.all.includes(term); });
    });
    found.sort(function (a, b) { return rank(a.name, query) - rank(b.name, query); });
    count.textContent = found.length + " found" + (found.length > LIMIT ? ", the first " + LIMIT + " shown" : "");
    found.slice(0, LIMIT).forEach(function (it) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      link.href = base + it.entry[2];
      link.textContent = it.entry[1];
      item.append(it.entry[0] + " ", link, " " + it.entry[3]);
      results.append(item);
    });
  }

  function move(step) {
    var links = Array.from(results.querySelectorAll("a"));
    var at = links.indexOf(document.activeElement) + step;
    if (at < 0) input.focus();
    else if (at < links.length) links[at].focus();
  }

  input.addEventListener("input", show);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    move(1);
  });
  form.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      input.value = "";
      show();
      input.focus();
    }
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });

  document.querySelectorAll("pre").forEach(function (block) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", function () {
      window.getSelection().selectAllChildren(block);
      var done = function () { button.textContent = "Copied"; };
      var selected = function () { button.textContent = "Selected"; };
      if (navigator.clipboard) navigator.clipboard.writeText(block.textContent).then(done, selected);
      else selected();
    });
    block.before(button);
  });
})();
