// The little that the page does by itself; everything else is the server's answer to a field.
"use strict";

(() => {
  const banner = document.getElementById("banner");
  let focused = null;

  const say = (text) => {
    banner.textContent = text;
    banner.hidden = text === "";
  };

  // A field is invalid while there is text at its slot.
  const markFields = () => {
    for (const slot of document.querySelectorAll("#editor .problem[id$='-error']")) {
      const field = document.getElementById(slot.id.slice(0, -"-error".length));
      if (!field || !field.matches("input, select")) continue;
      if (slot.textContent.trim()) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };

  const show = (element) => {
    const folded = element.closest("details");
    if (folded) folded.open = true;
    element.focus();
    element.scrollIntoView({ block: "center" });
  };

  const goTo = (area, line, column) => {
    const lines = area.value.split("\n");
    const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    area.focus();
    area.setSelectionRange(at, Math.min(at + 1, area.value.length));
    const height = area.scrollHeight / lines.length;
    area.scrollTop = Math.max(0, height * line - area.clientHeight / 2);
    area.scrollIntoView({ block: "center" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".problems a");
    if (!link) return;
    event.preventDefault();
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    if (link.dataset.line) goTo(target, Number(link.dataset.line), Number(link.dataset.column));
    else show(target);
  });

  // What is replaced loses the focus; a keyboard user must not start again from the top.
  document.addEventListener("htmx:beforeSwap", () => {
    const active = document.activeElement;
    const part = active && active.closest("#solve, #status, #plans");
    focused = part ? { part: part.id, hash: active.hash || "" } : null;
  });

  const restoreFocus = () => {
    if (!focused || document.activeElement !== document.body) return;
    const part = document.getElementById(focused.part);
    const links = [...part.querySelectorAll("a")].filter((one) => focused.hash && one.hash === focused.hash);
    const solve = focused.part === "solve" && part.querySelector("#stop, #outcome, #start");
    (links[0] || solve || part).focus();
  };

  document.addEventListener("htmx:afterSettle", () => {
    const editor = document.getElementById("editor");
    for (const name of ["form", "text"]) {
      const tab = document.getElementById(`tab-${name}`);
      if (editor.dataset.tab === name) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (editor.dataset.focus) {
      const wanted = document.getElementById(editor.dataset.focus);
      delete editor.dataset.focus;
      if (wanted) show(wanted);
    }
    restoreFocus();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) say("");
    markFields();
  });

  document.addEventListener("htmx:responseError", (event) => {
    const type = event.detail.xhr.getResponseHeader("content-type") || "";
    say(type.startsWith("text/plain") ? event.detail.xhr.responseText : "The server refused this.");
  });

  document.addEventListener("htmx:sendError", () => {
    say("The server does not answer. Is liftproof serve still running? What you see is not lost.");
  });
})();
