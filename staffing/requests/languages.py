"""Languages a request may ask for: ISO 639-1 code to name."""

LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "ar": "Arabic",
    "fr": "French",
    "hi": "Hindi",
    "ko": "Korean",
    "tl": "Tagalog",
    "ur": "Urdu",
}
