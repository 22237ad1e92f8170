"""What the tests ask of the page itself: short programs that run in the browser."""

# The notebook in front, its kernel, its cells as the notebook format has them.
PANEL = "window.jupyterapp.shell.currentWidget"
CELLS = f"() => {PANEL}.content.model.sharedModel.toJSON().cells"
READY = f"""() => {{
  const panel = window.jupyterapp && {PANEL};
  if (!panel || !panel.sessionContext || !panel.context || !panel.context.isReady) return false;
  const session = panel.sessionContext.session;
  return Boolean(session && session.kernel && session.kernel.status === 'idle');
}}"""

# Start a command of the menus, and note when all that it began has ended.
BEGIN = """command => {
  window.ended = false;
  const end = () => { window.ended = true; };
  window.jupyterapp.commands.execute(command).then(end, end);
}"""
ENDED = "() => window.ended"

# The kernel answers questions one after the other: after two answers it has done what it was asked
# before (what a control asks for may take a moment longer). Two frames later it is painted.
SETTLE = f"""async () => {{
  const kernel = {PANEL}.sessionContext.session.kernel;
  for (const _ of [1, 2]) await kernel.requestKernelInfo();
  for (const _ of [1, 2]) await new Promise(done => requestAnimationFrame(done));
}}"""

# Run one cell, and wait for it.
RUN_CELL = f"""async place => {{
  {PANEL}.content.activeCellIndex = place;
  await window.jupyterapp.commands.execute('notebook:run-cell');
}}"""

# Add a cell at the end, and begin to run a cell as `BEGIN` does.
ADD_CELL = f"""source => {{
  const model = {PANEL}.content.model.sharedModel;
  model.insertCell(model.cells.length, {{cell_type: 'code', source}});
}}"""
BEGIN_CELL = f"""place => {{
  {PANEL}.content.activeCellIndex = place;
  ({BEGIN})('notebook:run-cell');
}}"""

# Everything that lies wider than its place and would have to be moved sideways to be read.
SIDEWAYS = """() => [...document.querySelectorAll('.jp-Notebook .cm-scroller, .jp-Notebook pre, '
    + '.jp-Notebook .jp-OutputArea-output, .jp-Notebook .jp-MarkdownOutput')]
  .filter(part => part.clientWidth && part.scrollWidth > part.clientWidth + 1)
  .map(part => `${part.scrollWidth} px in ${part.clientWidth}: ${part.innerText.slice(0, 120)}`)"""

# Controls that are cut off by the side of something they stand in, or of the page.
CUT_OFF = """() => [...document.querySelectorAll('.jp-OutputArea .jupyter-widgets *')]
  .filter(part => part.matches('button, input'))
  .filter(part => part.offsetParent !== null && part.getBoundingClientRect().width)
  .filter(part => {
    const end = part.getBoundingClientRect().right;
    for (let box = part.parentElement; !box.matches('.jp-Notebook'); box = box.parentElement) {
      const clips = getComputedStyle(box).overflowX !== 'visible';
      if (clips && box.getBoundingClientRect().right < end - 1) return true;
    }
    return end > window.innerWidth;
  })
  .map(part => part.innerText || part.title || part.outerHTML.slice(0, 160))"""

# What the tab key stops at inside the outputs, and what has no name: none of its own and, for the
# handle of a slider, which ipywidgets leaves without one, no visible label beside it.
NAMELESS = """() => [...document.querySelectorAll('.jp-OutputArea *')]
  .filter(part => part.tabIndex >= 0 && part.offsetParent !== null && !part.disabled)
  .filter(part => !part.matches('.jp-OutputArea-output, .jp-OutputPrompt, .jp-OutputArea-child'))
  .filter(part => {
    const beside = part.matches('.noUi-handle') && part.closest('.widget-slider');
    const label = beside && beside.querySelector('.widget-label');
    const labels = [...(part.labels || [])].map(label => label.innerText).join(' ');
    const name = [part.getAttribute('aria-label'), labels, part.title, part.innerText,
      label && label.innerText];
    return !name.some(one => one && one.replace(/\\u200b/g, '').trim());
  })
  .map(part => part.outerHTML.slice(0, 160))"""

# Whether the outputs show so many pictures, or more: those of live figures are beside them.
AS_MANY = "count => document.querySelectorAll('.jp-OutputArea img').length >= count"

# Pictures among the outputs that say nothing to who does not see them: JupyterLab itself writes
# "Image" where there are no words.
WORDLESS = """() => [...document.querySelectorAll('.jp-OutputArea img')]
  .filter(one => ['', 'Image'].includes(one.alt.trim()))
  .map(one => one.outerHTML.slice(0, 80))"""

# Pictures that did not load, or that a dark page would shine through, and formulas with a mistake.
PICTURES_MISSING = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const wrong = [...document.querySelectorAll('.jp-Notebook img')].filter(one => {
    if (!one.complete || !one.naturalWidth) return true;
    canvas.clearRect(0, 0, 1, 1); canvas.drawImage(one, 0, 0, 1, 1, 0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[3] < 255;
  });
  return [...wrong.map(one => `${one.alt.slice(0, 80)} ${one.src.slice(0, 80)}`),
    ...[...document.querySelectorAll('mjx-merror')].map(one => one.innerText || one.title)];
}"""

# Links to files of the series that lead nowhere.
BROKEN_LINKS = """async () => {
  const here = location.href.split('#')[0];
  const all = [...document.querySelectorAll('.jp-MarkdownOutput a[href]')]
    .map(one => one.href.split('#')[0])
    .filter(url => url.startsWith(location.origin) && url !== here);
  const answers = [...new Set(all)].map(async url => [url, (await fetch(url)).status]);
  return (await Promise.all(answers)).filter(([, status]) => status !== 200);
}"""

# Where to scroll so that each part of the notebook is seen once, and doing it.
OUTER = "document.querySelector('.jp-NotebookPanel .jp-WindowedPanel-outer')"
TOPS = f"""() => {{
  const outer = {OUTER}, step = outer.clientHeight - 60;
  return Array.from({{length: Math.ceil(outer.scrollHeight / step)}}, (_, n) => n * step);
}}"""
SCROLL = f"""async top => {{
  {OUTER}.scrollTop = top;
  for (const _ of [1, 2]) await new Promise(done => requestAnimationFrame(done));
}}"""

# The texts of outputs and controls with their colour and the colour behind them.
TEXTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const levels = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = part => {
    for (let at = part; at; at = at.parentElement) {
      const [r, g, b, a] = levels(getComputedStyle(at).backgroundColor);
      if (a > 250) return [r, g, b];
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('.jp-Notebook .jp-OutputArea *, .jp-MarkdownOutput *')]
    .filter(part => part.offsetParent !== null && !part.disabled)
    .filter(part => [...part.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(part => !part.closest('.MathJax, mjx-container, svg, pre code, .jp-InternalAnchorLink'))
    .map(part => ({
      text: part.innerText.slice(0, 60), kind: part.className || part.tagName,
      colour: levels(getComputedStyle(part).color).slice(0, 3), ground: ground(part),
    }));
}"""
