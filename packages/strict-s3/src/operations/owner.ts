// The one account that owns everything here.

/** A canonical user id: 64 hexadecimal digits, as S3's are. */
export const OWNER_ID = '10ca1'.padEnd(64, '0');

/** The same account by its number, as `x-amz-expected-bucket-owner` has it. */
export const ACCOUNT_ID = '000000000000';
