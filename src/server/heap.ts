/** What has its time. */
export interface Timed {
  time: number;
}

/** A binary heap: the earliest is first, and the rest in no order that matters. */
export type Heap<T extends Timed> = T[];

/** Adds an item, in time logarithmic in the heap's size; none where it is later than those it has. */
export function push<T extends Timed>(heap: Heap<T>, item: T): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || parent.time <= item.time) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = item;
}

/** Takes the earliest item out; undefined when there is none. */
export function pop<T extends Timed>(heap: Heap<T>): T | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const isRight = left !== undefined && right !== undefined && right.time < left.time;
    const least = isRight ? right : left;
    if (least === undefined || least.time >= last.time) break;
    heap[at] = least;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
  return first;
}
