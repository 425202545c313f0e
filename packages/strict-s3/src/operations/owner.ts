// The account that owns all buckets and objects.

/** The canonical user id: 64 hexadecimal digits, as in S3. */
export const OWNER_ID = '10ca1'.padEnd(64, '0');

/** The account number, as in `x-amz-expected-bucket-owner`. */
export const ACCOUNT_ID = '000000000000';
