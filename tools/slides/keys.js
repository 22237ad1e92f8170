// Arrow keys, space, page keys, Home and End. Without a script the slides still scroll.
const slides = [...document.querySelectorAll('section')];
const here = () => {
  const middle = innerHeight / 2;
  return slides.findIndex(slide => slide.getBoundingClientRect().bottom > middle);
};
const steps = {
  ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
  Home: -slides.length, End: slides.length,
};
addEventListener('keydown', event => {
  if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const step = event.key === ' ' && event.shiftKey ? -1 : steps[event.key];
  const next = Math.min(Math.max(here() + step, 0), slides.length - 1);
  slides[next].scrollIntoView();
  history.replaceState(null, '', `#${slides[next].id}`);
});
