/// The script and the style of served pages.
package enum ServedFiles {
  package static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" \
    fill="#0a5c8f"/><rect x="4" y="4" width="8" height="8" fill="none" stroke="#fff" stroke-width="2"/></svg>
    """

  package static let style = """
    nav.served { margin: 0 0 1.5rem; border-top: 0; padding-top: 0; }
    nav.served [aria-current] { color: var(--ink); font-weight: 600; }
    .runs { list-style: none; margin: .5rem 0 0; padding: 0; display: grid; gap: .75rem; }
    .run { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .15rem 1rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
    .run p { margin: 0; }
    .run .name { font-weight: 600; overflow-wrap: anywhere; }
    .run .accuracy { grid-row: 1; grid-column: 2; font-variant-numeric: tabular-nums; text-align: right; }
    .run .under, .run .doing { grid-column: 1 / -1; color: var(--muted); font-size: .88rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
    .run .doing:empty { display: none; }
    .run progress { grid-column: 1 / -1; width: 100%; height: .5rem; accent-color: var(--accent); }
    .run:has([data-state="finished"]) progress { display: none; }
    .state { display: inline-block; margin-left: .35rem; padding: 0 .5rem; border: 1px solid var(--line); border-radius: 999px; color: var(--muted); font-size: .78rem; font-weight: 500; }
    .state[data-state="running"] { border-color: var(--accent); color: var(--accent); }
    .state[data-state="finished"] { border-color: var(--series-3); color: var(--series-3); }
    .state[data-state="failed"], .state[data-state="unreadable"] { border-color: var(--warning); color: var(--warning); }
    .drop { margin: 1rem 0; padding: 2rem 1.25rem; border: 2px dashed var(--line); border-radius: 12px; background: var(--panel); text-align: center; }
    .drop.over { border-color: var(--accent); }
    .drop label { font-size: 1.15rem; font-weight: 600; }
    .drop input { max-width: 100%; padding: .5rem; font: inherit; }
    fieldset { margin: 1rem 0; padding: .5rem 1rem 1rem; border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
    .networks-list { display: flex; flex-wrap: wrap; gap: .35rem 1.5rem; padding-left: 1rem; }
    .networks-list label { padding: .2rem 0; }
    summary { overflow-wrap: anywhere; }
    button { padding: .6rem 1.5rem; border: 0; border-radius: 8px; background: var(--accent); color: var(--paper); font: inherit; font-weight: 600; cursor: pointer; }
    button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    @media (max-width: 640px) {
      .run { grid-template-columns: minmax(0, 1fr); }
      .run .accuracy { grid-row: auto; grid-column: 1; text-align: left; }
    }
    """

  package static let script = """
    "use strict";
    // The list of runs follows them; without this script a reload does.
    const list = document.getElementById("runs");
    if (list) {
      const live = document.getElementById("live");
      const items = new Map([...list.querySelectorAll("[data-run]")].map(item => [item.dataset.run, item]));
      const put = (item, place, text) => {
        const element = item.querySelector(place);
        if (element.textContent !== text) element.textContent = text;
      };
      const show = runs => {
        const isSame = runs.length === items.size && runs.every(run => {
          const item = items.get(run.experiment + "/" + run.run);
          return item && (item.dataset.stages > 0) === (run.stagesFinished > 0);
        });
        if (!isSame) return location.reload();
        for (const run of runs) {
          const item = items.get(run.experiment + "/" + run.run);
          put(item, ".state", run.state);
          item.querySelector(".state").dataset.state = run.state;
          put(item, ".accuracy", run.accuracyText);
          put(item, ".doing", run.text);
          item.querySelector("progress").value = Math.round(100 * run.share);
        }
      };
      const look = async () => {
        try {
          if (!document.hidden) {
            const answer = await fetch("/progress.json");
            if (answer.ok) show((await answer.json()).runs);
            live.textContent = "Follows the runs as they train.";
          }
        } catch {
          live.textContent = "The program that shows this page has ended.";
        }
        setTimeout(look, 2000);
      };
      setTimeout(look, 1000);
    }
    // A picture that is dropped or pasted is the form's file, as if it was chosen.
    const form = document.getElementById("explain");
    if (form) {
      const [input, drop] = [document.getElementById("picture"), document.getElementById("drop")];
      const working = document.getElementById("working");
      const take = files => {
        const pictures = new DataTransfer();
        const picture = [...files].find(file => file.type.startsWith("image/") || /\\.(pgm|ppm)$/i.test(file.name));
        if (!picture) return void (working.textContent = "That is no picture.");
        pictures.items.add(picture);
        input.files = pictures.files;
        form.requestSubmit();
      };
      const isFile = event => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
      document.addEventListener("dragover", event => {
        if (!isFile(event)) return;
        event.preventDefault();
        drop.classList.add("over");
      });
      document.addEventListener("dragleave", () => drop.classList.remove("over"));
      document.addEventListener("drop", event => {
        if (!isFile(event)) return;
        event.preventDefault();
        drop.classList.remove("over");
        take(event.dataTransfer.files);
      });
      document.addEventListener("paste", event => {
        if (event.clipboardData && event.clipboardData.files.length) take(event.clipboardData.files);
      });
      form.addEventListener("submit", event => {
        if (!form.querySelector("[name=checkpoint]:checked")) {
          event.preventDefault();
          working.textContent = "Choose at least one network.";
          return;
        }
        working.textContent = "Looking at the picture…";
      });
      window.addEventListener("pageshow", () => { working.textContent = ""; });
    }
    """
}
