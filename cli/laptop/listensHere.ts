import { connectHere } from "../../src/laptop/link/connectTo.ts";

/** Returns whether something listens at a port of this machine. */
export async function listensHere(port: number): Promise<boolean> {
  try {
    (await connectHere(port)).destroy();
    return true;
  } catch {
    return false;
  }
}
