export const platform = 'slack';

/** Where Slack calls the program when it does not keep a connection instead. */
export const path = '/slack/events';
