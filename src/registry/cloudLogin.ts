/** A user of a cloud's registries. */
export interface CloudLogin {
  username: string;
  password: string;
  /** In milliseconds since 1970. */
  expires: number;
  /** Whose credentials it was made with, for people. */
  from: string;
}
