/** What a registry says about a tag. */
export type ImageAnswer =
  | { state: "found"; digest: string }
  /** The repository, `team/payments`, may be unknown as well: nothing was pushed yet, or its name is wrong. */
  | { state: "absent"; isNameUnknown?: true }
  /** It refused, did not answer in time, or answered something else: nothing may be concluded. */
  | {
      state: "unknown";
      reason: string;
      /** It would not answer about other images either. */
      isDown?: true;
      /** How long it wants to be left alone, in milliseconds. */
      retryAfter?: number;
    };
