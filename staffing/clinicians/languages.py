"""Languages clinicians work in and requests ask for: ISO 639-1 code to name."""

LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "tl": "Tagalog",
    "ar": "Arabic",
    "fr": "French",
    "hi": "Hindi",
    "ko": "Korean",
    "fa": "Persian",
    "ur": "Urdu",
    "sw": "Swahili",
    "am": "Amharic",
    "yo": "Yoruba",
}
