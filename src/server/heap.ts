/** An item that belongs to a time. */
export interface Timed {
  time: number;
}

/** A binary heap. The earliest item is first; the order of the others has no meaning for callers. */
export type Heap<T extends Timed> = T[];

/** Adds an item in logarithmic time, or in constant time if it is later than all others. */
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

/** Removes and returns the earliest item, or returns undefined if the heap is empty. */
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
