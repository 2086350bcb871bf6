export const platform = 'discord';
