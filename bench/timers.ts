// The floor of lateness: a timer in memory for each message, which a restart would lose.
import { card, clock, gate, muchLater, order, tell, poster, schedule } from './post.ts';

const plan = order();
const post = poster(plan.port);
const enter = gate();
let made = 0;

function wait(due: number): void {
  const [once, message] = [`t${made++}`, card(due)];
  setTimeout(() => void enter(() => post(once, message)), due - clock());
}

for (let i = 0; i < plan.far; i++) wait(muchLater());
const dues = schedule(plan);
dues.forEach(wait);
tell(dues);
