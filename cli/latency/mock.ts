import { readCampaign } from "../../src/config/readCampaign.ts";
import { createMockSource } from "../../src/sources/mock/mock.ts";
import type { LatencySource } from "../../src/sources/source.ts";
import type { Options, Reader, Values } from "../command/option.ts";
import type { SourceStack } from "./sourceModule.ts";

/** The first port of `npm start`, which counts up for each further service. */
const FIRST_PORT = 4010;

const address: Reader<string> = {
  expected: "an address such as http://localhost:4010",
  read: (text) => (/^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined),
};

export const options = {
  at: {
    type: "string",
    placeholder: "address",
    multiple: true,
    reader: address,
    description:
      'A running mock: its address, before /_understudy/ (default: those of the stack that "npm start" serves on this machine)',
  },
} as const satisfies Options;

/** Makes the source from the addresses of mocks, or from those that the stack's mocks have on this machine. */
export function open({ at }: Values<typeof options>, { name, root }: SourceStack): LatencySource {
  const { services } = readCampaign(name, root).campaign;
  const local = services.map((_, index) => `http://127.0.0.1:${FIRST_PORT + index}`);
  return createMockSource(at.length > 0 ? at.map((url) => url.replace(/\/+$/, "")) : local);
}
