'use strict';
(() => {
  const id = (name) => document.getElementById(name);
  const figure = id('figure');
  const pane = id('pane');
  const graph = id('graph');
  const caption = id('caption');
  const range = id('range');
  const position = id('position');
  const playButton = id('play');
  const steps = [...id('steps').children];
  const last = steps.length - 1;
  const timed = [...graph.querySelectorAll('[data-at]')];
  const nodes = [...graph.querySelectorAll('[data-node]')];
  const edges = [...graph.querySelectorAll('[data-edge]')];
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  let now = last;
  let timer = 0;

  // ---- steps ----

  const marked = (text) => new Set(text.split(' '));

  function show(step) {
    now = Math.min(Math.max(step, 0), last);
    const entry = steps[now];
    for (const part of timed) {
      part.classList.toggle('later', Number(part.dataset.at) > now);
    }
    const activeNodes = marked(entry.dataset.nodes);
    const activeEdges = marked(entry.dataset.edges);
    nodes.forEach((node) => node.classList.toggle('on', activeNodes.has(node.dataset.node)));
    edges.forEach((edge) => edge.classList.toggle('on', activeEdges.has(edge.dataset.edge)));
    figure.dataset.phase = entry.dataset.phase;
    figure.dataset.step = String(now);
    caption.replaceChildren(...[...entry.children].map((child) => child.cloneNode(true)));
    const where = position.dataset.text.replace('{0}', now).replace('{1}', last);
    position.textContent = where + ' · ' + entry.dataset.name;
    range.value = String(now);
    range.setAttribute('aria-valuetext', position.textContent);
    const focused = document.activeElement;
    id('start').disabled = id('back').disabled = now === 0;
    id('end').disabled = id('forward').disabled = now === last;
    if (focused && focused.disabled) {
      playButton.focus();
    }
  }

  function go(step) {
    show(step);
    try {
      history.replaceState(null, '', '#step=' + now);
    } catch {
      // some viewers of local files have no history
    }
    follow();
  }

  /** Moves what is active into sight, where the graph is wider than its pane. */
  function follow() {
    const active = [...graph.querySelectorAll('.on')].map((part) => part.getBoundingClientRect());
    const frame = pane.getBoundingClientRect();
    if (active.length === 0) {
      return;
    }
    const left = Math.min(...active.map((box) => box.left));
    const right = Math.max(...active.map((box) => box.right));
    const top = Math.min(...active.map((box) => box.top));
    const bottom = Math.max(...active.map((box) => box.bottom));
    const aside = left < frame.left + 8 || right > frame.right - 8;
    const away = top < frame.top + 8 || bottom > frame.bottom - 8;
    pane.scrollBy({
      left: aside ? (left + right) / 2 - (frame.left + frame.right) / 2 : 0,
      top: away ? (top + bottom) / 2 - (frame.top + frame.bottom) / 2 : 0,
      behavior: calm.matches ? 'auto' : 'smooth',
    });
  }

  const playName = playButton.title;

  function name(text) {
    playButton.title = text;
    playButton.setAttribute('aria-label', text);
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    playButton.classList.remove('playing');
    name(playName);
  }

  function play() {
    if (timer) {
      pause();
      return;
    }
    playButton.classList.add('playing');
    name(playButton.dataset.pause);
    go(now === last ? 0 : now + 1);
    timer = setInterval(() => {
      if (now < last) {
        go(now + 1);
      }
      if (now === last) {
        pause();
      }
    }, 1600);
  }

  function jump(step) {
    pause();
    go(step);
  }

  id('start').addEventListener('click', () => jump(0));
  id('back').addEventListener('click', () => jump(now - 1));
  id('forward').addEventListener('click', () => jump(now + 1));
  id('end').addEventListener('click', () => jump(last));
  playButton.addEventListener('click', play);
  range.addEventListener('input', () => jump(Number(range.value)));

  const keys = {
    ArrowLeft: () => jump(now - 1),
    ArrowRight: () => jump(now + 1),
    Home: () => jump(0),
    End: () => jump(last),
    ' ': play,
    Escape: () => close(),
  };
  document.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    const onButton = event.key === ' ' && event.target.closest('button');
    const inTable = event.target.closest('.scroll');
    if (!act || onButton || inTable || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    act();
  });

  function linked() {
    const found = /^#step=(\d{1,9})$/.exec(location.hash);
    return found ? Number(found[1]) : -1;
  }
  window.addEventListener('hashchange', () => {
    if (linked() >= 0) {
      pause();
      show(linked());
      follow();
    }
  });

  // ---- size ----

  let zoom = 0;

  function resize(size) {
    zoom = Math.min(Math.max(size, 0.2), 4);
    graph.style.width = graph.viewBox.baseVal.width * zoom + 'px';
  }
  const size = () => zoom || graph.getBoundingClientRect().width / graph.viewBox.baseVal.width;
  id('zoom-in').addEventListener('click', () => resize(size() * 1.25));
  id('zoom-out').addEventListener('click', () => resize(size() / 1.25));
  id('zoom-fit').addEventListener('click', () => {
    const style = getComputedStyle(pane);
    const room = pane.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    resize(room / graph.viewBox.baseVal.width);
  });

  // ---- derivations ----

  const card = id('card');
  const content = id('content');
  let shown = null;
  let pinned = false;
  let waiting = 0;

  function open(node) {
    clearTimeout(waiting);
    if (shown !== node) {
      if (shown) {
        shown.classList.remove('open');
      }
      shown = node;
      const article = id('node-' + node.dataset.node);
      content.replaceChildren(...[...article.children].map((child) => child.cloneNode(true)));
      node.classList.add('open');
      card.hidden = false;
      card.scrollTop = 0;
    }
    place();
  }

  /** Below the node, or above it where there is no room; never over the node itself. */
  function place() {
    const box = shown.querySelector('.shape').getBoundingClientRect();
    const width = card.offsetWidth;
    const height = card.offsetHeight;
    const rightmost = document.documentElement.clientWidth - width - 12;
    const left = Math.max(12, Math.min(box.left + box.width / 2 - width / 2, rightmost));
    const below = box.bottom + 12;
    const fits = below + height <= window.innerHeight || box.top < height + 12;
    card.style.left = left + window.scrollX + 'px';
    card.style.top = (fits ? below : box.top - 12 - height) + window.scrollY + 'px';
  }

  function close() {
    clearTimeout(waiting);
    pinned = false;
    if (shown) {
      shown.classList.remove('open');
      shown = null;
    }
    card.hidden = true;
    content.replaceChildren();
  }

  function soon(act, milliseconds) {
    clearTimeout(waiting);
    waiting = setTimeout(act, milliseconds);
  }

  function leave() {
    if (!pinned) {
      soon(() => {
        if (document.activeElement !== shown) {
          close();
        }
      }, 250);
    }
  }

  for (const node of nodes) {
    node.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'mouse' && !pinned) {
        soon(() => open(node), 60);
      }
    });
    node.addEventListener('pointerleave', leave);
    node.addEventListener('focus', () => {
      pinned = false;
      open(node);
    });
    node.addEventListener('blur', leave);
    node.addEventListener('click', (event) => {
      event.preventDefault();
      open(node);
      pinned = true;
    });
  }
  card.addEventListener('pointerenter', () => clearTimeout(waiting));
  card.addEventListener('pointerleave', leave);
  id('close').addEventListener('click', close);
  document.addEventListener('pointerdown', (event) => {
    if (shown && !card.contains(event.target) && !event.target.closest('[data-node]')) {
      close();
    }
  });
  window.addEventListener('resize', () => shown && place());

  document.documentElement.classList.add('js');
  show(linked() >= 0 ? linked() : last);
})();
