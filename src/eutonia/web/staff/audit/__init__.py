"""The auditor's pages: who looked at whom, who changed what, and whether the account is whole."""
