"""How hard a text is to read, in school grades."""

import re


def syllables(word):
    """Count the vowel groups of a word, a silent e at its end not counted; at least one."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith("le") and groups > 1:
        groups -= 1
    return max(groups, 1)


def reading_grade(sentences):
    """Return the Flesch-Kincaid grade (Kincaid 1975): 0.39 w/s + 11.8 syl/w - 15.59.

    Syllables are counted here: textstat asks the network for its dictionary of English.
    """
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    count = sum(len(re.findall(r"[.!?:]+(?:\s|$)", sentence)) or 1 for sentence in sentences)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) / count + 11.8 * per_word - 15.59
