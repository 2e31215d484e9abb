// What Dash needs before its own scripts run: names its callbacks and its grid call. A classic script on purpose, a
// module would come too late. What it is told waits here until board.js is loaded.
(() => {
  "use strict";
  const MINUS = "\u2212";
  const NARROW = "\u202f";

  function number(value, decimals) {
    if (value === null || value === undefined) return "–";
    const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, NARROW) + (fraction ? `,${fraction}` : "");
    return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
  }

  function missingLast(a, b, _nodeA, _nodeB, descending) {
    const absent = (v) => v === null || v === undefined;
    if (absent(a) || absent(b)) return absent(a) && absent(b) ? 0 : absent(a) === descending ? -1 : 1;
    return a - b;
  }

  const board = { painted: null, selected: "", rows: [] };
  window.board = board;
  const tell = (name, detail) => window.dispatchEvent(new CustomEvent(`board:${name}`, { detail }));

  /** The address with some parameters changed; an empty value leaves. */
  board.go = (changes) => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const search = query.size ? `?${query}` : "";
    if (search !== location.search) window.dash_clientside.set_props("shell-url", { search });
  };

  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions ?? {}, {
    boardNumber: number,
    boardSigned: (value, decimals) => {
      const text = number(value, decimals);
      return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
    },
    boardMissingLast: missingLast,
    // Only what a person chose: a selection that follows the address must not write it again.
    boardPick: ({ node, source, data }) => {
      if (source !== "api" && source !== "gridInitializing" && node.isSelected()) board.go({ sel: data.code });
    },
  });

  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions ?? {}, {
    BoardLink: ({ value, data }) => window.React.createElement("a", { href: data.href, title: data.reference }, value),
  });

  const none = () => window.dash_clientside.no_update;
  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.board = {
    split(search, asked) {
      const query = new URLSearchParams(search ?? "");
      const selected = query.get("sel") ?? "";
      query.delete("sel");
      query.delete("lang");
      const question = `?${query}`;
      return [question === asked ? none() : question, selected];
    },
    paint(painted) {
      board.painted = painted;
      tell("paint", painted);
      return none();
    },
    /** The figure with the selected territory in it: a line at its value, or its point apart. */
    mark(figure, selected, rows) {
      if (!figure?.data?.length || !selected) return figure ?? none();
      const [trace, ...rest] = figure.data;
      const at = (trace.customdata ?? []).findIndex(([, code]) => code === selected);
      if (at >= 0) return { ...figure, data: [{ ...trace, selectedpoints: [at] }, ...rest] };
      const value = rows?.find(({ code }) => code === selected)?.[board.painted?.tip?.field];
      if (typeof value !== "number" || trace.type !== "bar") return figure;
      const line = { type: "line", x0: value, x1: value, y0: 0, y1: 1, yref: "paper", line: { color: "#2F3F96", width: 2 } };
      return { ...figure, layout: { ...figure.layout, shapes: [line] } };
    },
    /** A bar keeps its territories, clicked again it lets them go; a point is selected. */
    chart(click) {
      const [, said] = click?.points?.[0]?.customdata ?? [];
      if (!said) return none();
      const band = new URLSearchParams(location.search).get("band");
      if (said.includes(":")) board.go({ band: band === said ? "" : said });
      else board.go({ sel: said });
      return none();
    },
    /** Of a board without a grid: what the map's tip says of each place. */
    rows(rows) {
      board.rows = rows;
      return none();
    },
    select(selected, rows) {
      board.selected = selected;
      board.rows = rows;
      tell("select", selected);
      const row = selected && rows?.find(({ code }) => code === selected);
      return row ? [[row], { rowId: row.code, rowPosition: "middle" }] : [[], none()];
    },
  };

  // Dash says nothing of a callback that failed: the page does.
  // Dash reads 204 as "nothing to change": what was on screen stays there.
  const unchanged = () => new Response(null, { status: 204 });
  const send = window.fetch;
  let running = 0;
  window.fetch = async (...question) => {
    const callback = String(question[0]?.url ?? question[0]).includes("_dash-update-component");
    if (!callback) return send(...question);
    if (running++ === 0) tell("busy", true);
    try {
      const answer = await send(...question);
      tell("fault", answer.ok ? null : { status: answer.status });
      return answer.ok ? answer : unchanged();
    } catch {
      tell("fault", { status: 0 });
      return unchanged();
    } finally {
      if (--running === 0) tell("busy", false);
    }
  };
})();
