export const looksLikeAClient = () => "";
