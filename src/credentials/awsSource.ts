export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** In milliseconds since 1970; undefined if they stay valid. */
  expires?: number;
  /** Where they are from, for people. */
  from: string;
}

/** Returns the credentials of one place, or a text that names the place and says why it has none. */
export type AwsSource = (
  env: NodeJS.ProcessEnv,
  region: string,
) => Promise<AwsCredentials | string>;

/** Reads the JSON that containers' agents, instances' metadata and the AWS CLI write. */
export function readCredentials(text: string, from: string): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, Token, SessionToken, Expiration } = JSON.parse(text);
  const sessionToken = Token ?? SessionToken;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(sessionToken && { sessionToken }),
    ...(Expiration && { expires: Date.parse(Expiration) }),
    from,
  };
}
