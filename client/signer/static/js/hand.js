// A signature by hand, where somebody wants one beside the key: strokes on a canvas. They stay in this browser, with what was signed; the
// request names their digest alone. A hand that writes nothing signs all the same: the key is what signs.
// Units: coordinates in a field of 600 × 200, instants in milliseconds since the first point.

import { random } from './bytes.js';
import { button, buttons, h } from './dom.js';
import { t } from './text.js';

const [WIDTH, HEIGHT] = [600, 200];
const [STROKES_MAX, POINTS_MAX] = [200, 2_000];

/** A field to write in: its node, and `given()`, what was written, with a salt; nothing where nothing was. */
export function handField() {
  const strokes = [];
  let [began, points, current] = [0, 0, null];
  const canvas = h('canvas', { class: 'hand', id: 'hand', width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': t('hand-label') });
  const pen = canvas.getContext('2d');
  const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
  const add = (event) => {
    if (points >= POINTS_MAX) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [x, y] = [within(((event.clientX - left) / width) * WIDTH, WIDTH), within(((event.clientY - top) / height) * HEIGHT, HEIGHT)];
    const [lastX, lastY] = current.at(-1) ?? [];
    if (x === lastX && y === lastY) return;
    current.push([x, y, Math.max(0, Math.round(event.timeStamp - began))]);
    points += 1;
    Object.assign(pen, { lineWidth: 3, lineCap: 'round', strokeStyle: getComputedStyle(canvas).color });
    pen.beginPath();
    pen.moveTo(lastX ?? x, lastY ?? y);
    pen.lineTo(x, y);
    pen.stroke();
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (strokes.length >= STROKES_MAX || points >= POINTS_MAX) return;
    if (strokes.length === 0) began = event.timeStamp;
    canvas.setPointerCapture(event.pointerId);
    current = [];
    strokes.push(current);
    add(event);
  });
  canvas.addEventListener('pointermove', (event) => current && add(event));
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => (current = null));
  const clear = button('hand-clear', t('hand-clear'), async () => {
    [strokes.length, points, current] = [0, 0, null];
    pen.clearRect(0, 0, WIDTH, HEIGHT);
  });
  const node = h('details', {}, h('summary', {}, t('hand-heading')), h('div', {}, h('p', { class: 'small' }, t('hand-why')), canvas, buttons(clear)));
  const given = () => (strokes.length ? { width: WIDTH, height: HEIGHT, strokes, salt: random(32) } : undefined);
  return { node, given };
}
