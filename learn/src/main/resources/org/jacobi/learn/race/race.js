"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const texts = data.texts;
  const $ = id => document.getElementById(id);
  const SECONDS = 10; // of a whole race at speed 1
  const W = 720, H = 450, MARGIN = 0.01;
  const CHART = { left: 58, right: 708, top: 12, bottom: 222, height: 260 };
  const hidden = new Set();
  let heat, runs, at = 0, playing = false, speed = 1, last = 0, frame = 0;

  const say = (key, ...values) => texts[key].replace(/\{(\d)}/g, (whole, i) => values[i]);

  function make(tag, attributes, parent, text) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  }

  const number = x => {
    if (x >= 1e299) return "∞";
    if (x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e5)) return x.toExponential(1).replace("e+", "e");
    return String(Number(x.toPrecision(3)));
  };

  // Seven colours that differ for every kind of colour vision, each as a full line with a dot and
  // as a dashed line with a diamond.
  const style = i => ({ colour: `var(--c${i % 7})`, dashed: i % 14 >= 7 });
  const shape = (x, y, r, dashed) => dashed
    ? `M${x} ${y - r * 1.25}L${x + r * 1.25} ${y}L${x} ${y + r * 1.25}L${x - r * 1.25} ${y}Z`
    : `M${x - r} ${y}A${r} ${r} 0 1 0 ${x + r} ${y}A${r} ${r} 0 1 0 ${x - r} ${y}Z`;
  const cross = (x, y, r) => `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`;

  // Each place is at the end of a step; between two of them the path goes straight.
  function line(xs, ys, until) {
    const whole = Math.min(Math.floor(until), xs.length - 1);
    let d = `M${xs[0]} ${ys[0]}`;
    for (let i = 1; i <= whole; i++) d += `L${xs[i]} ${ys[i]}`;
    const end = placeAt(xs, ys, until);
    return d + `L${end[0].toFixed(1)} ${end[1].toFixed(1)}`;
  }

  function placeAt(xs, ys, t) {
    const i = Math.min(Math.floor(t), xs.length - 1);
    const j = Math.min(i + 1, xs.length - 1);
    const share = i === j ? 0 : t - i;
    return [xs[i] + share * (xs[j] - xs[i]), ys[i] + share * (ys[j] - ys[i])];
  }

  function show(index) {
    heat = data.heats[index];
    document.querySelectorAll("[role=tab]").forEach((tab, i) => {
      tab.setAttribute("aria-selected", i === index);
      tab.tabIndex = i === index ? 0 : -1;
    });
    document.querySelectorAll("section.result").forEach(section => {
      section.hidden = section.dataset.course !== heat.course;
    });
    $("stage").setAttribute("aria-labelledby", "tab-" + heat.course);
    $("heading").textContent = heat.title;
    $("formula").textContent = heat.formula;
    $("note").textContent = heat.note;
    $("step").max = heat.steps;
    runs = heat.runs.map((run, i) => ({
      ...run, ...style(i), index: i,
      xs: run.path.filter((_, k) => k % 2 === 0),
      ys: run.path.filter((_, k) => k % 2 === 1),
    }));
    stage();
    legend();
    chart();
    seek(heat.steps);
  }

  function stage() {
    const plot = $("plot");
    plot.replaceChildren();
    plot.setAttribute("aria-label", say("stage.label", heat.title));
    // A little larger than the picture, so that the lines along its border lie outside.
    const land = make("g", { transform: `translate(${-W * MARGIN} ${-H * MARGIN}) scale(${1 + 2 * MARGIN})` }, plot);
    heat.contours.forEach(d => make("path", { class: "level", d }, land));
    heat.x.forEach(([x, label]) => { if (x > 16 && x < W - 16) make("text", { x, y: H - 6, class: "middle" }, plot, label); });
    heat.y.forEach(([y, label]) => { if (y < H - 24 && y > 8) make("text", { x: 6, y: y + 4 }, plot, label); });
    heat.minima.forEach(([x, y]) => make("path", { class: "minimum", d: `M${x - 7} ${y}h14M${x} ${y - 7}v14` }, plot));
    const [x, y] = [runs[0].xs[0], runs[0].ys[0]];
    make("circle", { class: "begin", cx: x, cy: y, r: 5 }, plot);
    for (const run of runs) {
      run.group = make("g", { class: "run", "data-run": run.name }, plot);
      run.way = make("path", { class: "way" + (run.dashed ? " dashed" : ""), style: "stroke:" + run.colour }, run.group);
      run.head = make("path", { class: "head", style: "fill:" + run.colour }, run.group);
    }
  }

  function legend() {
    const box = $("legend");
    box.replaceChildren();
    for (const run of runs) {
      const button = document.createElement("button");
      button.dataset.run = run.name;
      button.title = say("show", run.name);
      const swatch = make("svg", { viewBox: "0 0 34 14", "aria-hidden": "true" }, button);
      make("path", { d: "M2 7h30", class: "way" + (run.dashed ? " dashed" : ""), style: "stroke:" + run.colour }, swatch);
      make("path", { d: shape(17, 7, 4.5, run.dashed), style: "fill:" + run.colour }, swatch);
      const name = document.createElement("span");
      name.textContent = run.name;
      run.now = document.createElement("span");
      run.now.className = "now";
      const rate = document.createElement("small");
      rate.textContent = "η = " + run.rate;
      button.append(name, run.now, rate);
      button.onclick = () => toggle(run.name);
      button.onpointerenter = button.onfocus = () => choose(run.name);
      button.onpointerleave = button.onblur = () => choose(null);
      run.button = button;
      box.append(button);
    }
    visible();
  }

  function toggle(name) {
    if (!hidden.delete(name)) hidden.add(name);
    visible();
    chart();
    draw();
  }

  function visible() {
    for (const run of runs) {
      const off = hidden.has(run.name);
      run.button.setAttribute("aria-pressed", !off);
      run.group.style.display = off ? "none" : "";
    }
  }

  // The optimizer under the pointer stands out, on top of the others.
  function choose(name) {
    for (const box of [$("plot"), $("losses")]) {
      box.classList.toggle("faded", name !== null && !hidden.has(name));
      box.querySelectorAll(".run").forEach(group => {
        group.classList.toggle("chosen", group.dataset.run === name);
      });
    }
  }

  // ---- losses ----

  let across, down, hair;

  function chart() {
    const box = $("losses");
    box.replaceChildren();
    box.setAttribute("aria-label", say("chart.label", heat.title));
    const shown = runs.filter(run => !hidden.has(run.name));
    const start = runs[0].losses[0];
    const finite = shown.flatMap(run => run.losses).filter(x => x > 0 && x < 1e3 * Math.max(start, 1));
    const low = Math.floor(Math.log10(Math.max(1e-12, Math.min(start, heat.goal, ...finite))));
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(start, ...finite))));
    across = t => CHART.left + t / heat.steps * (CHART.right - CHART.left);
    down = loss => {
      const share = (Math.log10(Math.max(loss, 1e-300)) - low) / (high - low);
      return CHART.bottom - Math.max(0, Math.min(1.03, share)) * (CHART.bottom - CHART.top);
    };
    const narrow = box.clientWidth < 500;
    const every = Math.ceil((high - low) / (narrow ? 4 : 7));
    for (let k = low; k <= high; k += every) {
      const y = down(10 ** k).toFixed(1);
      make("path", { class: "gridline", d: `M${CHART.left} ${y}H${CHART.right}` }, box);
      const label = k < -3 || k > 4 ? "10" + String(k).replace(/./g, c => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]) : String(10 ** k);
      make("text", { x: CHART.left - 8, y: +y + 4, class: "end" }, box, label);
    }
    const unit = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].find(u => heat.steps / u <= (narrow ? 4 : 8)) || 5000;
    for (let t = 0; t <= heat.steps; t += unit) {
      make("text", { x: across(t), y: CHART.bottom + 20, class: "middle" }, box, t);
    }
    make("text", { x: (CHART.left + CHART.right) / 2, y: CHART.height + 2, class: "middle" }, box, say("steps"));
    const goal = down(heat.goal).toFixed(1);
    make("path", { class: "goal", d: `M${CHART.left} ${goal}H${CHART.right}` }, box);
    for (const run of shown) {
      run.tx = run.losses.map((_, t) => +across(t).toFixed(1));
      run.ty = run.losses.map(loss => +down(loss).toFixed(1));
      const group = make("g", { class: "run", "data-run": run.name }, box);
      const look = { class: "way" + (run.dashed ? " dashed" : ""), style: "stroke:" + run.colour };
      make("path", { ...look, class: look.class + " ghost", d: line(run.tx, run.ty, run.tx.length - 1) }, group);
      run.curve = make("path", look, group);
    }
    make("text", { x: CHART.left + 6, y: +goal + 16, class: "over" }, box, say("goal", number(heat.goal)));
    hair = make("path", { class: "hair" }, box);
  }

  function scrub(event) {
    if (event.buttons !== 1 && event.type !== "pointerdown") return;
    const box = $("losses").getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * W;
    pause();
    seek(Math.round((x - CHART.left) / (CHART.right - CHART.left) * heat.steps));
  }

  // ---- time ----

  function draw() {
    for (const run of runs) {
      const end = run.xs.length - 1;
      run.way.setAttribute("d", line(run.xs, run.ys, Math.min(at, end)));
      const [x, y] = placeAt(run.xs, run.ys, Math.min(at, end));
      const lost = run.diverged >= 0 && at >= run.diverged;
      run.head.setAttribute("d", lost ? cross(x, y, 6) : shape(x, y, 5.5, run.dashed));
      run.head.style.stroke = lost ? run.colour : "";
      run.now.textContent = lost ? say("diverged.short", run.diverged) : number(run.losses[Math.min(Math.floor(at), run.losses.length - 1)]);
      run.now.classList.toggle("bad", lost);
      if (!hidden.has(run.name) && run.curve) {
        run.curve.setAttribute("d", line(run.tx, run.ty, Math.min(at, run.tx.length - 1)));
      }
    }
    hair.setAttribute("d", `M${across(at).toFixed(1)} ${CHART.top}V${CHART.bottom}`);
    const whole = Math.floor(at);
    $("step").value = whole;
    $("count").textContent = say("step.of", whole, heat.steps);
    $("step").setAttribute("aria-valuetext", $("count").textContent);
  }

  function seek(t) {
    at = Math.max(0, Math.min(heat.steps, t));
    draw();
  }

  function tick(now) {
    if (!playing) return;
    if (last < 0) last = now; // a frame may have begun before play was pressed
    at = Math.min(heat.steps, at + (now - last) / 1000 * speed * heat.steps / SECONDS);
    last = now;
    draw();
    if (at >= heat.steps) pause();
    else frame = requestAnimationFrame(tick);
  }

  function play() {
    if (at >= heat.steps) at = 0;
    playing = true;
    last = -1;
    $("play").textContent = "❚❚ " + say("pause");
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(tick);
  }

  function pause() {
    playing = false;
    $("play").textContent = "▶ " + say("play");
  }

  // ---- controls ----

  const turn = () => playing ? pause() : play();
  $("play").onclick = turn;
  $("restart").onclick = () => { seek(0); play(); };
  $("step").oninput = event => { pause(); seek(+event.target.value); };
  $("speed").oninput = event => {
    speed = 2 ** event.target.value;
    const text = (speed < 1 ? "1/" + 1 / speed : speed) + "×";
    $("speedtext").textContent = text;
    event.target.setAttribute("aria-valuetext", text);
  };
  $("speed").oninput({ target: $("speed") });
  $("all").onclick = () => { hidden.clear(); visible(); chart(); draw(); };
  $("none").onclick = () => { runs.forEach(run => hidden.add(run.name)); visible(); chart(); draw(); };
  $("losses").onpointerdown = $("losses").onpointermove = scrub;
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((tab, i) => {
    tab.onclick = () => { pause(); show(i); };
    tab.onkeydown = event => {
      const next = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (next === undefined) return;
      const target = tabs[(next + tabs.length) % tabs.length];
      target.focus();
      target.click();
      event.preventDefault();
    };
  });
  addEventListener("keydown", event => {
    if (event.target.closest("button, input") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") turn();
    else if (event.key === "ArrowRight") { pause(); seek(Math.floor(at) + 1); }
    else if (event.key === "ArrowLeft") { pause(); seek(Math.ceil(at) - 1); }
    else return;
    event.preventDefault();
  });
  addEventListener("resize", () => { chart(); draw(); });
  pause();
  show(Math.max(0, data.heats.findIndex(one => "#" + one.course === location.hash)));
})();
